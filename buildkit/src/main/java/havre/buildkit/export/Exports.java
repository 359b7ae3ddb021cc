package havre.buildkit.export;

import havre.build.step.LayerMaker;
import havre.buildkit.session.FileTargets;
import havre.buildkit.session.Session;
import havre.buildkit.session.Sessions;
import havre.buildkit.solve.BuildJob;
import havre.common.HavreException;
import havre.images.Image;
import havre.images.Images;
import havre.linux.Fd;
import havre.linux.fs.OpenHow;
import havre.oci.reference.ImageReference;
import havre.store.diff.TreeArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Brings the result of a build where its client wants it.
public final class Exports {
  private final Images images;
  private final LayerMaker layers;
  private final Sessions sessions;

  public Exports(Images images, LayerMaker layers, Sessions sessions) {
    this.images = images;
    this.layers = layers;
    this.sessions = sessions;
  }

  /// @throws HavreException when the type is none that this engine has
  public static void check(ExportRequest request) {
    switch (request.type()) {
      case "moby", "image" -> {
        if (request.type().equals("image") && Boolean.parseBoolean(request.attribute("push"))) {
          throw HavreException.invalid("pushing from a build is not supported: push the image");
        }
      }
      case "local", "tar", "docker" -> {}
      default ->
          throw HavreException.notFound("exporter \"" + request.type() + "\" could not be found");
    }
  }

  /// Exports an image.
  ///
  /// @return what is told to the client
  public Map<String, String> export(ExportRequest request, Image image, BuildJob job)
      throws IOException, InterruptedException {
    return switch (request.type()) {
      case "moby", "image" -> name(request, image, job);
      case "local" -> sendTree(request, image, job);
      case "tar" -> sendTar(request, image, job);
      case "docker" -> sendArchive(request, image, job);
      default -> throw new IllegalStateException(request.type());
    };
  }

  private Map<String, String> name(ExportRequest request, Image image, BuildJob job)
      throws IOException, InterruptedException {
    List<ImageReference> names = names(request);
    job.step(
        "exporting to image",
        vertex -> {
          vertex.part("exporting layers").done(0);
          vertex.part("writing image " + image.id()).done(0);
          for (ImageReference name : names) {
            var part = vertex.part("naming to " + name);
            images.tag(image.id().toString(), name);
            part.done(0);
          }
          return image;
        });
    var answer = new TreeMap<String, String>();
    answer.put("containerimage.config.digest", image.id().toString());
    answer.put("containerimage.digest", image.id().toString());
    if (!names.isEmpty()) {
      answer.put(
          "image.name", String.join(",", names.stream().map(ImageReference::toString).toList()));
    }
    return answer;
  }

  private static List<ImageReference> names(ExportRequest request) {
    var names = new ArrayList<ImageReference>();
    for (String name : request.attribute("name").split(",")) {
      if (!name.isBlank()) {
        names.add(ImageReference.parse(name).withDefaultTag());
      }
    }
    return names;
  }

  private Map<String, String> sendTree(ExportRequest request, Image image, BuildJob job)
      throws IOException, InterruptedException {
    Session session = sessions.get(job.session());
    return job.step(
        "exporting to client directory",
        vertex -> {
          var part = vertex.part("copying files");
          long sent =
              layers.read(
                  image.chainId(),
                  root -> new FileTargets(session).sendTree(request.number(), root));
          part.done(sent);
          return Map.of();
        });
  }

  private Map<String, String> sendTar(ExportRequest request, Image image, BuildJob job)
      throws IOException, InterruptedException {
    Session session = sessions.get(job.session());
    return job.step(
        "exporting to client tarball",
        vertex -> {
          var part = vertex.part("sending tarball");
          layers.read(
              image.chainId(),
              root -> {
                try (OutputStream out = new FileTargets(session).file(request.number());
                    Fd directory = root.open("/", OpenHow.DIRECTORY)) {
                  TreeArchive.writeContent(directory, out);
                }
                return root;
              });
          part.done(0);
          return Map.of();
        });
  }

  private Map<String, String> sendArchive(ExportRequest request, Image image, BuildJob job)
      throws IOException, InterruptedException {
    Session session = sessions.get(job.session());
    Map<String, String> answer = name(request, image, job);
    List<ImageReference> names = names(request);
    List<String> saved =
        names.isEmpty()
            ? List.of(image.id().toString())
            : names.stream().map(ImageReference::toString).toList();
    return job.step(
        "exporting to docker image format",
        vertex -> {
          var part = vertex.part("sending tarball");
          try (OutputStream out = new FileTargets(session).file(request.number())) {
            images.save(saved, null).writeTo(out);
          }
          part.done(0);
          return answer;
        });
  }
}
