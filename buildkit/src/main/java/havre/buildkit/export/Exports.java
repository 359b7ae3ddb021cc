package havre.buildkit.export;

import havre.build.step.LayerMaker;
import havre.buildkit.session.Session;
import havre.buildkit.session.Sessions;
import havre.buildkit.solve.BuildJob;
import havre.common.HavreException;
import havre.images.Images;
import havre.images.RegistryImages;
import java.io.IOException;
import java.util.Map;

/// Brings the result of a build where its client wants it.
public final class Exports {
  private final ImageExport image;
  private final ArchiveExport archive;
  private final FileExport files;
  private final Sessions sessions;

  public Exports(Images images, RegistryImages registries, LayerMaker layers, Sessions sessions) {
    this.image = new ImageExport(images, registries);
    this.archive = new ArchiveExport(images);
    this.files = new FileExport(layers);
    this.sessions = sessions;
  }

  /// @throws HavreException when the type is none that this engine has, or is asked for what it
  ///   does not do
  public static void check(ExportRequest request) {
    switch (request.type()) {
      case "moby", "image" -> ImageExport.check(request);
      case "oci", "docker" -> ArchiveExport.check(request);
      case "local", "tar" -> FileExport.check(request);
      default ->
          throw HavreException.notFound("exporter \"" + request.type() + "\" could not be found");
    }
  }

  /// Exports what was built.
  ///
  /// @return what is told to the client
  public Map<String, String> export(ExportRequest request, BuiltImages built, BuildJob job)
      throws IOException, InterruptedException {
    return switch (request.type()) {
      case "moby", "image" -> image.run(request, built, sessions, job);
      case "oci", "docker" -> archive.run(request, built, session(job), job);
      case "local" -> files.sendTree(request, built, session(job), job);
      case "tar" -> files.sendTar(request, built, session(job), job);
      default -> throw new IllegalStateException(request.type());
    };
  }

  private Session session(BuildJob job) throws IOException, InterruptedException {
    return sessions.get(job.session());
  }
}
