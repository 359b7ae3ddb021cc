package havre.build.step;

import havre.build.context.RemoteFiles;
import havre.build.context.SourceTree;
import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.Digest;
import havre.common.HavreException;
import havre.images.Image;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Root;
import havre.oci.image.ImageConfig;
import havre.runtime.user.OpenedRootFiles;
import havre.runtime.user.ResolvedUser;
import havre.runtime.user.UserResolver;
import havre.store.diff.TreeExtraction;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Carries out the instructions of one stage, each leaving an image.
public final class StageBuilder {
  private final Parts parts;
  private final StageState state;
  private final char escape;

  /// What all stages of a build share.
  public record Parts(
      StepImages images,
      LayerStore layers,
      LayerMaker maker,
      StepRunner runner,
      SourceTree context,
      Sources sources,
      Arguments arguments,
      StepIsolation isolation,
      CacheMounts cacheMounts,
      Secrets secrets,
      Leftovers leftovers,
      long newest,
      Semaphore places,
      RemoteFiles remote,
      TemporaryFiles temporary,
      BuildLog log,
      BuildCancellation cancellation) {}

  /// Finds the stage or image that `--from` names.
  @FunctionalInterface
  public interface Sources {
    /// @throws HavreException where there is none
    Image find(String name);
  }

  /// What values `ARG`s have.
  public interface Arguments {
    /// The value the client gave, or null.
    @Nullable String given(String name);

    /// The value from before the first stage, or that the builder defines, or null.
    @Nullable String inherited(String name);

    /// Those that reach commands without being declared.
    Map<String, String> undeclared();
  }

  public StageBuilder(Parts parts, StageState state, char escape) {
    this.parts = parts;
    this.state = state;
    this.escape = escape;
  }

  /// Drops the base image's triggers, which are about to be done.
  public void forgetTriggers() {
    state.forgetTriggers();
  }

  /// Does one step.
  ///
  /// @param log hears whether it was found in the cache, and what its command prints
  public void run(Instruction instruction, StepLog log) throws IOException {
    parts.cancellation().check();
    var step = new StageStep(parts, state, escape, log);
    try {
      switch (instruction.keyword()) {
        case "ARG" -> argument(instruction, step);
        case "RUN" -> new CommandStep(instruction, step).run();
        case "COPY", "ADD" -> copy(instruction, step);
        case "WORKDIR" -> workingDirectory(instruction, step);
        default -> configure(instruction, step);
      }
    } finally {
      parts.images().end();
    }
  }

  private void configure(Instruction instruction, StageStep step) throws IOException {
    ConfigStep.Result result = ConfigStep.apply(instruction, state, escape);
    if (!result.note().isEmpty()) {
      parts.log().text(result.note());
    }
    List<String> command = StepImages.comment(result.config(), result.text());
    if (step.cached(result.config(), command)) {
      return;
    }
    if (instruction.keyword().equals("VOLUME")) {
      checkVolumes(result.config());
    }
    try (Lease lease = step.kept()) {
      parts.images().commit(state, result.config(), null, command, lease);
    }
  }

  /// A volume hides a directory, and can hide nothing else.
  private void checkVolumes(ImageConfig config) throws IOException {
    var volumes = Objects.requireNonNullElse(config.volumes(), Map.<String, Object>of()).keySet();
    Optional<String> file =
        parts
            .maker()
            .read(
                state.chainId(),
                root ->
                    volumes.stream()
                        .filter(path -> root.status(path).filter(s -> !s.isDirectory()).isPresent())
                        .findFirst());
    if (file.isPresent()) {
      throw HavreException.invalid(
          "cannot mount volume over existing file, file exists " + file.get());
    }
  }

  /// The directory is made where it is missing.
  private void workingDirectory(Instruction instruction, StageStep step) throws IOException {
    ConfigStep.Result result = ConfigStep.apply(instruction, state, escape);
    List<String> command = StepImages.noOperation(result.config(), result.text());
    if (step.cached(result.config(), command)) {
      return;
    }
    String directory = String.valueOf(result.config().workingDir());
    boolean there =
        parts
            .maker()
            .read(
                state.chainId(),
                root -> root.status(directory).filter(FileStatus::isDirectory).isPresent());
    try (Lease lease = step.kept()) {
      Digest layer =
          there
              ? null
              : parts
                  .maker()
                  .make(state.chainId(), lease, root -> makeOwn(root, directory))
                  .diffId();
      parts.images().commit(state, result.config(), layer, command, lease);
    }
  }

  /// For the user that the following commands run as.
  private void makeOwn(Root root, String directory) {
    String user = Objects.requireNonNullElse(state.config().user(), "");
    ResolvedUser owner =
        user.isEmpty() ? null : UserResolver.resolve(user, List.of(), new OpenedRootFiles(root));
    root.makeDirectories(
            directory, 0755, owner == null ? 0 : owner.uid(), owner == null ? 0 : owner.gid())
        .close();
  }

  private void argument(Instruction instruction, StageStep step) {
    var shown = new ArrayList<String>();
    for (String word : Words.quoted(instruction.rest(), escape)) {
      int equals = word.indexOf('=');
      String name = step.expanded(equals < 0 ? word : word.substring(0, equals));
      if (name.isEmpty()) {
        throw DockerfileParser.failure(instruction.line(), "ARG names can not be blank");
      }
      String own = equals < 0 ? null : step.expanded(word.substring(equals + 1));
      shown.add(own == null ? name : name + "=" + own);
      String value = parts.arguments().given(name);
      if (value == null) {
        value = own == null ? parts.arguments().inherited(name) : own;
      }
      if (value != null) {
        state.arguments().put(name, value);
      }
    }
    List<String> command = StepImages.comment(state.config(), "ARG " + String.join(" ", shown));
    if (!step.cached(state.config(), command)) {
      try (Lease lease = step.kept()) {
        parts.images().commit(state, state.config(), null, command, lease);
      }
    }
  }

  private void copy(Instruction instruction, StageStep step) throws IOException {
    var request =
        new CopyRequest(instruction, step::expanded, state.workingDir(), escape, state.variables());
    if (request.from().isEmpty()) {
      copy(request, parts.context(), step);
      return;
    }
    Image from = parts.sources().find(request.from());
    parts
        .maker()
        .<Boolean>read(
            from.chainId(),
            root -> {
              copy(request, new SourceTree(root), step);
              return true;
            });
  }

  private void copy(CopyRequest request, SourceTree tree, StageStep step) throws IOException {
    var files = new CopyFiles(request, new CopySources(request, tree, parts.remote()).find());
    List<String> command = StepImages.noOperation(state.config(), request.text(files.digest()));
    if (step.cached(state.config(), command)) {
      return;
    }
    try (Lease lease = step.kept()) {
      Layer layer = request.isLinked() ? linked(files, lease) : layer(files, lease);
      parts.images().commit(state, state.config(), layer.diffId(), command, lease);
    }
  }

  private Layer layer(CopyFiles files, Lease lease) throws IOException {
    return parts.maker().make(state.chainId(), lease, root -> files.into(root, files.owner(root)));
  }

  private Layer linked(CopyFiles files, Lease lease) throws IOException {
    TreeExtraction.Owner owner = parts.maker().read(state.chainId(), files::owner);
    return parts.maker().makeApart(state.chainId(), lease, root -> files.into(root, owner));
  }

  static String shortId(String id) {
    String hex = id.substring(id.indexOf(':') + 1);
    return hex.substring(0, Math.min(12, hex.length()));
  }
}
