package havre.buildkit.export;

import havre.buildkit.session.FileTargets;
import havre.buildkit.session.Session;
import havre.buildkit.solve.BuildJob;
import havre.common.HavreException;
import havre.images.Images;
import havre.images.PackedImages;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Sends images as one archive to the client: an OCI layout, or what `docker load` reads.
record ArchiveExport(Images images) {
  static void check(ExportRequest request) {
    ImageForms.of(request, true);
    if (!request.flag("tar", true)) {
      throw HavreException.invalid(
          "tar=false is not supported: an image is exported as an archive");
    }
  }

  private static boolean isDockers(ExportRequest request) {
    return request.type().equals("docker");
  }

  Map<String, String> run(ExportRequest request, BuiltImages built, Session session, BuildJob job)
      throws IOException, InterruptedException {
    boolean docker = isDockers(request);
    if (docker) {
      built.only();
    }
    List<ImageReference> names = request.names();
    var answer = new TreeMap<String, String>();
    if (!built.several()) {
      answer.put("containerimage.config.digest", built.only().id().toString());
    }
    if (!names.isEmpty()) {
      answer.put(
          "image.name", String.join(",", names.stream().map(ImageReference::toString).toList()));
    }
    return job.step(
        docker ? "exporting to docker image format" : "exporting to oci image format",
        vertex -> {
          var layers = vertex.part("exporting layers");
          var publication = built.publication(ImageForms.of(request, !docker));
          try (PackedImages packed = images.pack(publication)) {
            layers.done(0);
            answer.putAll(Descriptors.told(packed.top()));
            vertex.part("exporting manifest " + packed.top().digest()).done(packed.top().size());
            var part = vertex.part("sending tarball");
            try (OutputStream out = new FileTargets(session).file(request.number())) {
              packed.writeTo(out, names, docker);
            }
            part.done(0);
          }
          return answer;
        });
  }
}
