package havre.buildkit.export;

import havre.buildkit.session.ClientLogins;
import havre.buildkit.session.Session;
import havre.buildkit.session.Sessions;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.Vertex;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.ImageForm;
import havre.images.Images;
import havre.images.Progress;
import havre.images.Publication;
import havre.images.RegistryImages;
import havre.oci.image.Descriptor;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Gives images their names here, and brings them to registries.
final class ImageExport {
  private final Images images;
  private final RegistryImages registries;

  ImageExport(Images images, RegistryImages registries) {
    this.images = images;
    this.registries = registries;
  }

  static void check(ExportRequest request) {
    boolean push = request.flag("push", false);
    ImageForms.of(request, false);
    if (push && request.names().isEmpty()) {
      throw HavreException.invalid("tag is needed when pushing to registry");
    }
    if (request.flag("push-by-digest", false)) {
      throw HavreException.invalid(
          "push-by-digest is not supported: give the image a name to be pushed under");
    }
    if (request.flag("registry.insecure", false)) {
      throw HavreException.invalid(
          "registry.insecure is not supported: name the registry in the daemon's insecure-registries");
    }
    if (!push && ImageForms.isAskedFor(request)) {
      throw HavreException.invalid(
          "compression and annotations belong to images outside the engine: push the image, or"
              + " export it with type=oci or type=docker and a destination");
    }
  }

  Map<String, String> run(ExportRequest request, BuiltImages built, Sessions sessions, BuildJob job)
      throws IOException, InterruptedException {
    boolean push = request.flag("push", false);
    List<ImageReference> names = request.names();
    ImageForm form = ImageForms.of(request, false);
    var answer = new TreeMap<String, String>();
    Publication publication = built.publication(form);
    if (!built.several() || !push) {
      String id = publication.main().id().toString();
      answer.put("containerimage.config.digest", id);
      answer.put("containerimage.digest", id);
    }
    if (!names.isEmpty()) {
      answer.put(
          "image.name", String.join(",", names.stream().map(ImageReference::toString).toList()));
    }
    job.step(
        "exporting to image",
        vertex -> {
          vertex.part("exporting layers").done(0);
          name(publication, names, vertex);
          return push
              ? push(request, publication, sessions.get(job.session()), vertex, answer)
              : names.size();
        });
    return answer;
  }

  private void name(Publication publication, List<ImageReference> names, Vertex vertex) {
    for (Image image : publication.images()) {
      vertex.part("writing image " + image.id()).done(0);
    }
    for (ImageReference name : names) {
      var part = vertex.part("naming to " + name);
      images.tag(publication.images(), name);
      part.done(0);
    }
  }

  private int push(
      ExportRequest request,
      Publication publication,
      Session session,
      Vertex vertex,
      Map<String, String> answer)
      throws IOException {
    var logins = new ClientLogins(session);
    List<ImageReference> names = request.names();
    for (ImageReference name : names) {
      var part = vertex.part("pushing " + name);
      Descriptor stored =
          registries.publish(publication, name, logins.at(name.domain()), Progress.none());
      part.done(stored.size());
      vertex.part("pushing manifest for " + name + "@" + stored.digest()).done(stored.size());
      answer.putAll(Descriptors.told(stored));
    }
    return names.size();
  }
}
