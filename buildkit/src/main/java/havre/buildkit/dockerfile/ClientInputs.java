package havre.buildkit.dockerfile;

import havre.build.context.BuildContext;
import havre.build.context.KeptContexts;
import havre.build.context.RemoteFiles;
import havre.buildkit.session.KnownFiles;
import havre.buildkit.session.LocalFolders;
import havre.buildkit.session.LocalFolders.Wanted;
import havre.buildkit.session.Session;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.Vertex;
import havre.common.Digest;
import havre.common.HavreException;
import havre.images.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files of one build, fetched from its client when they are needed. What is fetched stays
/// until the build ends. Used by one thread at a time.
final class ClientInputs {
  private static final String DOCKERFILE = "Dockerfile";
  private static final String IGNORE = ".dockerignore";

  private final FrontendOptions options;
  private final Session session;
  private final LocalFolders folders;
  private final BuildJob job;
  private final Path scratch;
  private final Kept kept;
  private @Nullable BuildContext remote;
  private @Nullable String ignored;

  /// What stays of contexts from one build to the next.
  record Kept(KeptContexts contexts, KnownFiles files) {}

  ClientInputs(FrontendOptions options, Session session, BuildJob job, Path scratch, Kept kept) {
    this.options = options;
    this.session = session;
    this.folders = new LocalFolders(session);
    this.job = job;
    this.scratch = scratch;
    this.kept = kept;
  }

  /// The step in which the Dockerfile comes.
  Digest definition() {
    return job.digest(definitionStep());
  }

  private String definitionStep() {
    String address = options.text("context");
    if (address.isEmpty() || !options.text("dockerfilekey").isEmpty()) {
      return "[internal] load build definition from " + options.filename();
    }
    return RemoteFiles.isRepository(address)
        ? "[internal] load git source " + address
        : "[internal] load remote build context";
  }

  /// The text of the Dockerfile.
  String dockerfile() throws IOException, InterruptedException {
    String address = options.text("context");
    if (address.isEmpty()) {
      return local();
    }
    var context = new RemoteContext(address);
    remote =
        job.step(
            RemoteFiles.isRepository(address)
                ? "[internal] load git source " + address
                : "[internal] load remote build context",
            _ -> job.hold(context.fetch(session, job, scratch)));
    return options.text("dockerfilekey").isEmpty() ? text(remote) : local();
  }

  private String local() throws IOException, InterruptedException {
    String name = options.filename();
    return job.step(
        "[internal] load build definition from " + name,
        vertex -> {
          try (BuildContext received = BuildContext.empty(scratch)) {
            var followed = List.of(name, name + IGNORE, inLowerCase(name));
            var wanted =
                new Wanted(
                    options.dockerfileFolder(), List.of(), followed.stream().distinct().toList());
            transfer("dockerfile", wanted, received, vertex);
            ignored = received.text(name + IGNORE).orElse(null);
            return text(received);
          }
        });
  }

  private String text(BuildContext files) {
    String name = options.filename();
    Optional<String> text = files.text(name).or(() -> files.text(inLowerCase(name)));
    return text.orElseThrow(() ->
        HavreException.notFound(
            "failed to read dockerfile: open " + name + ": no such file or directory"));
  }

  private static String inLowerCase(String name) {
    int slash = name.lastIndexOf('/') + 1;
    return name.substring(slash).equals(DOCKERFILE)
        ? name.substring(0, slash) + "dockerfile"
        : name;
  }

  /// The context.
  ///
  /// @param used what of it the build needs
  BuildContext context(UsedPaths used) throws IOException, InterruptedException {
    if (remote != null) {
      return remote;
    }
    boolean again = !used.none() && !session.sharedKey().isEmpty();
    BuildContext context =
        job.hold(
            again
                ? kept.contexts().reopen(session.sharedKey() + "/" + options.contextFolder())
                : BuildContext.empty(scratch));
    if (!used.none()) {
      List<String> excluded = IgnoreFile.patterns(ignored == null ? ignoreFile() : ignored);
      var wanted = new Wanted(options.contextFolder(), excluded, new ArrayList<>(used.paths()));
      job.step(
          "[internal] load build context",
          vertex -> {
            Vertex.Part part = vertex.part("transferring context:");
            var shown = new TransferProgress(part);
            long bytes = folders.receiveAgain(wanted, context, kept.files(), shown);
            part.done(bytes);
            return bytes;
          });
    }
    return context;
  }

  /// A further folder of the client as an image, which goes when the build ends.
  Image image(String name, String folder, FolderImages images)
      throws IOException, InterruptedException {
    String label = "[context " + name + "] load ";
    try (BuildContext received = BuildContext.empty(scratch)) {
      List<String> excluded =
          job.step(
              label + IGNORE,
              vertex -> {
                try (BuildContext patterns = BuildContext.empty(scratch)) {
                  transfer(name, new Wanted(folder, List.of(), List.of(IGNORE)), patterns, vertex);
                  return IgnoreFile.patterns(patterns.text(IGNORE).orElse(""));
                }
              });
      job.step(
          label + "from client",
          vertex -> transfer(name, new Wanted(folder, excluded, List.of()), received, vertex));
      Image image = images.make(received);
      job.atEnd(() -> images.remove(image));
      return image;
    }
  }

  private String ignoreFile() throws IOException, InterruptedException {
    return job.step(
        "[internal] load " + IGNORE,
        vertex -> {
          try (BuildContext received = BuildContext.empty(scratch)) {
            var wanted = new Wanted(options.contextFolder(), List.of(), List.of(IGNORE));
            transfer("context", wanted, received, vertex);
            return received.text(IGNORE).orElse("");
          }
        });
  }

  private long transfer(String what, Wanted wanted, BuildContext to, Vertex vertex)
      throws IOException {
    Vertex.Part part = vertex.part("transferring " + what + ":");
    var shown = new TransferProgress(part);
    long bytes = folders.receive(wanted, to.files().root(), shown);
    part.done(bytes);
    return bytes;
  }
}
