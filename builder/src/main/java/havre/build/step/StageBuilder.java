package havre.build.step;

import havre.build.context.SourceTree;
import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Heredoc;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.Digest;
import havre.common.HavreException;
import havre.images.Image;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Root;
import havre.oci.image.ImageConfig;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Carries out the instructions of one stage, each leaving an image.
public final class StageBuilder {
  private final Parts parts;
  private final StageState state;
  private final char escape;
  private StepLog step = StepLog.NONE;

  /// What all stages of a build share.
  ///
  /// @param contextFolder where the context lies
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
      String contextFolder,
      BuildLog log,
      BuildCancellation cancellation) {}

  /// Finds the stage or image that `--from` names.
  @FunctionalInterface
  public interface Sources {
    /// @return the uppermost layer, empty for what has none
    Optional<Digest> chainOf(String name);
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
    step = log;
    switch (instruction.keyword()) {
      case "ARG" -> argument(instruction);
      case "RUN" -> command(instruction);
      case "COPY", "ADD" -> copy(instruction);
      case "WORKDIR" -> workingDirectory(instruction);
      default -> configure(instruction);
    }
  }

  private void configure(Instruction instruction) {
    ConfigStep.Result result = ConfigStep.apply(instruction, state, escape);
    List<String> command = StepImages.noOperation(result.text());
    if (cached(command)) {
      return;
    }
    try (Lease lease = kept()) {
      parts.images().commit(state, result.config(), null, command, lease);
    }
  }

  /// Keeps the layers there are until the next image does.
  private Lease kept() {
    Lease lease = parts.layers().lease();
    Digest chain = state.chainId();
    if (chain != null) {
      lease.keep(chain);
    }
    return lease;
  }

  private boolean cached(List<String> command) {
    boolean found = parts.images().takeCached(state, command);
    if (found) {
      parts.log().text(" ---> Using cache\n");
      step.cached();
    }
    return found;
  }

  /// The directory is made where it is missing.
  private void workingDirectory(Instruction instruction) throws IOException {
    ConfigStep.Result result = ConfigStep.apply(instruction, state, escape);
    List<String> command = StepImages.noOperation(result.text());
    if (cached(command)) {
      return;
    }
    String directory = String.valueOf(result.config().workingDir());
    boolean there =
        parts
            .maker()
            .read(
                state.chainId(),
                root -> root.status(directory).filter(FileStatus::isDirectory).isPresent());
    try (Lease lease = kept()) {
      Digest layer =
          there
              ? null
              : parts
                  .maker()
                  .make(
                      state.chainId(),
                      lease,
                      root -> root.makeDirectories(directory, 0755, 0, 0).close())
                  .diffId();
      parts.images().commit(state, result.config(), layer, command, lease);
    }
  }

  private void argument(Instruction instruction) {
    List<String> words = Words.quoted(instruction.rest(), escape);
    if (words.isEmpty()) {
      throw DockerfileParser.failure(instruction.line(), "ARG requires at least one argument");
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (name.isEmpty()) {
        throw DockerfileParser.failure(instruction.line(), "ARG names can not be blank");
      }
      String value = parts.arguments().given(name);
      if (value == null && equals >= 0) {
        value = Expansion.of(word.substring(equals + 1), escape, state.variables());
      }
      if (value == null) {
        value = parts.arguments().inherited(name);
      }
      if (value != null) {
        state.arguments().put(name, value);
      }
    }
    List<String> command = StepImages.noOperation(" ARG " + instruction.rest());
    if (!cached(command)) {
      try (Lease lease = kept()) {
        parts.images().commit(state, state.config(), null, command, lease);
      }
    }
  }

  private void command(Instruction instruction) throws IOException {
    List<String> run = arguments(instruction);
    var values = new TreeMap<>(state.arguments());
    values.keySet().removeAll(state.environment().keySet());
    List<String> pairs =
        values.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    var recorded = new ArrayList<String>();
    if (!pairs.isEmpty()) {
      recorded.add("|" + pairs.size());
      recorded.addAll(pairs);
    }
    recorded.addAll(run);
    instruction.flags().forEach(flag -> recorded.add("#" + flag));
    if (cached(recorded)) {
      return;
    }
    Image image = state.image();
    if (image == null) {
      throw HavreException.invalid("no command can be run from scratch: the image is empty");
    }
    var environment = new ArrayList<>(pairs);
    parts.arguments().undeclared().forEach((name, value) -> environment.add(name + "=" + value));
    StepIsolation isolation = RunMounts.isolation(instruction, parts.isolation());
    try (Lease lease = kept();
        OutputStream output = new LogOutput(step, StepLog.Stream.OUTPUT);
        OutputStream errors = new LogOutput(step, StepLog.Stream.ERRORS)) {
      var container = new AtomicReference<>("");
      var mounts =
          new RunMounts(instruction, this::expanded, parts.contextFolder(), parts.cacheMounts());
      StepRunner.Outcome outcome =
          parts
              .runner()
              .run(
                  new StepRunner.Command(
                      image.id(),
                      run,
                      environment,
                      mounts.all(),
                      isolation,
                      id -> {
                        container.set(shortId(id));
                        parts.log().text(" ---> Running in " + shortId(id) + "\n");
                      },
                      output,
                      errors),
                  lease,
                  parts.cancellation());
      switch (outcome) {
        case StepRunner.Outcome.Failed failed -> {
          parts.cancellation().check();
          throw new FailedCommand(String.join(" ", run), failed.exitCode());
        }
        case StepRunner.Outcome.Done done -> {
          ImageConfig config = state.config();
          parts.images().commit(state, config, done.layer().diffId(), recorded, lease);
          parts.log().text(" ---> Removed intermediate container " + container.get() + "\n");
        }
      }
    }
  }

  private String expanded(String word) {
    return Expansion.of(word, escape, state.variables());
  }

  private List<String> arguments(Instruction instruction) {
    if (instruction.rest().isEmpty()) {
      throw DockerfileParser.failure(instruction.line(), "RUN requires at least one argument");
    }
    List<String> array = Words.json(instruction.rest());
    if (array != null) {
      return array;
    }
    var command = new ArrayList<>(state.shell());
    command.add(script(instruction));
    return command;
  }

  /// A heredoc that is the whole command is a script of its own; others belong to the shell.
  private static String script(Instruction instruction) {
    String rest = instruction.rest();
    if (instruction.heredocs().isEmpty()) {
      return rest;
    }
    if (instruction.heredocs().size() == 1
        && rest.matches("<<-?['\"]?[A-Za-z_][A-Za-z0-9_.]*['\"]?")) {
      return instruction.heredocs().getFirst().content();
    }
    var script = new StringBuilder(rest).append('\n');
    for (Heredoc heredoc : instruction.heredocs()) {
      script.append(heredoc.content()).append(heredoc.name()).append('\n');
    }
    return script.toString();
  }

  private void copy(Instruction instruction) throws IOException {
    var request =
        new CopyRequest(instruction, this::expanded, state.workingDir(), escape, state.variables());
    if (request.from().isEmpty()) {
      copy(request, request.files(parts.context()));
      return;
    }
    Optional<Digest> chain = parts.sources().chainOf(request.from());
    parts
        .maker()
        .<Boolean>read(
            chain.orElse(null),
            root -> {
              copy(request, request.files(new SourceTree(root)));
              return true;
            });
  }

  private void copy(CopyRequest request, CopyFiles files) throws IOException {
    List<String> command = StepImages.noOperation(request.text(files.digest()));
    if (cached(command)) {
      return;
    }
    try (Lease lease = kept()) {
      Layer layer = parts.maker().make(state.chainId(), lease, (Root root) -> files.into(root));
      parts.images().commit(state, state.config(), layer.diffId(), command, lease);
    }
  }

  static String shortId(String id) {
    String hex = id.substring(id.indexOf(':') + 1);
    return hex.substring(0, Math.min(12, hex.length()));
  }

  /// The output of a command, for the log.
  private static final class LogOutput extends OutputStream {
    private final StepLog log;
    private final StepLog.Stream stream;

    LogOutput(StepLog log, StepLog.Stream stream) {
      this.log = log;
      this.stream = stream;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      log.output(stream, bytes, offset, length);
    }
  }
}
