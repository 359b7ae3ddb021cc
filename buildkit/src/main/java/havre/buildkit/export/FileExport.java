package havre.buildkit.export;

import havre.build.step.LayerMaker;
import havre.buildkit.session.FileTargets;
import havre.buildkit.session.Session;
import havre.buildkit.solve.BuildJob;
import havre.common.HavreException;
import havre.images.Image;
import havre.linux.Fd;
import havre.linux.fs.OpenHow;
import havre.store.diff.TreeArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/// Sends the files of images to the client: as a tree, or as an archive of it.
record FileExport(LayerMaker layers) {
  private static final String SPLIT = "platform-split";

  static void check(ExportRequest request) {
    request.flag(SPLIT, false);
    String mode = request.attribute("mode");
    if (!mode.isEmpty() && !mode.equals("copy")) {
      throw HavreException.invalid("invalid local exporter mode: " + mode);
    }
  }

  Map<String, String> sendTree(
      ExportRequest request, BuiltImages built, Session session, BuildJob job)
      throws IOException, InterruptedException {
    boolean split = request.flag(SPLIT, built.several());
    if (!split && built.several()) {
      throw HavreException.invalid("platform-split=false is not supported for several platforms");
    }
    return job.step(
        "exporting to client directory",
        vertex -> {
          for (Map.Entry<String, Image> one : built.images().entrySet()) {
            String folder = split ? folder(one.getValue()) : "";
            var part = vertex.part("copying files" + (split ? " " + folder : ""));
            long sent =
                layers.read(
                    one.getValue().chainId(),
                    root -> new FileTargets(session).sendTree(request.number(), root, folder));
            part.done(sent);
          }
          return Map.of();
        });
  }

  private static String folder(Image image) {
    return image.document().platform().toString().replace('/', '_');
  }

  Map<String, String> sendTar(
      ExportRequest request, BuiltImages built, Session session, BuildJob job)
      throws IOException, InterruptedException {
    if (built.several() || request.flag(SPLIT, false)) {
      throw HavreException.invalid("an archive of the files of several platforms is not supported");
    }
    Image image = built.only();
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
}
