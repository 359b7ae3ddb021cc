package havre.build.step;

import havre.build.context.RemoteFiles;
import havre.build.context.SourceTree;
import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Heredoc;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.common.Digest;
import havre.common.ErrorKind;
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
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Carries out the instructions of one stage, each leaving an image.
public final class StageBuilder {
  private final Parts parts;
  private final StageState state;
  private final char escape;
  private StepLog step = StepLog.NONE;

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
    step = log;
    try {
      switch (instruction.keyword()) {
        case "ARG" -> argument(instruction);
        case "RUN" -> command(instruction);
        case "COPY", "ADD" -> copy(instruction);
        case "WORKDIR" -> workingDirectory(instruction);
        default -> configure(instruction);
      }
    } finally {
      parts.images().end();
    }
  }

  private void configure(Instruction instruction) throws IOException {
    ConfigStep.Result result = ConfigStep.apply(instruction, state, escape);
    if (!result.note().isEmpty()) {
      parts.log().text(result.note());
    }
    List<String> command = StepImages.comment(result.config(), result.text());
    if (cached(result.config(), command)) {
      return;
    }
    if (instruction.keyword().equals("VOLUME")) {
      checkVolumes(result.config());
    }
    try (Lease lease = kept()) {
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

  /// Keeps the layers there are until the next image does.
  private Lease kept() {
    Lease lease = parts.layers().lease();
    Digest chain = state.chainId();
    if (chain != null) {
      lease.keep(chain);
    }
    return lease;
  }

  private boolean cached(ImageConfig config, List<String> command) {
    boolean found = parts.images().takeCached(state, config, command);
    if (found) {
      parts.log().text(" ---> Using cache\n");
      step.cached();
    }
    return found;
  }

  /// The directory is made where it is missing.
  private void workingDirectory(Instruction instruction) throws IOException {
    ConfigStep.Result result = ConfigStep.apply(instruction, state, escape);
    List<String> command = StepImages.noOperation(result.config(), result.text());
    if (cached(result.config(), command)) {
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

  private void argument(Instruction instruction) {
    var shown = new ArrayList<String>();
    for (String word : Words.quoted(instruction.rest(), escape)) {
      int equals = word.indexOf('=');
      String name = expanded(equals < 0 ? word : word.substring(0, equals));
      if (name.isEmpty()) {
        throw DockerfileParser.failure(instruction.line(), "ARG names can not be blank");
      }
      String own = equals < 0 ? null : expanded(word.substring(equals + 1));
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
    if (!cached(state.config(), command)) {
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
    if (cached(state.config(), recorded)) {
      return;
    }
    run(instruction, run, pairs, recorded);
  }

  private void run(
      Instruction instruction, List<String> run, List<String> pairs, List<String> recorded)
      throws IOException {
    Image image = state.image();
    if (image == null) {
      throw HavreException.invalid("no command can be run from scratch: the image is empty");
    }
    var environment = new ArrayList<>(pairs);
    parts.arguments().undeclared().forEach((name, value) -> environment.add(name + "=" + value));
    StepIsolation isolation = RunMounts.isolation(instruction, parts.isolation());
    var container = new AtomicReference<>("");
    try (Lease lease = kept();
        var mounts = RunMounts.of(instruction, this::expanded, state.workingDir(), mountSources());
        OutputStream output = new LogOutput(step, StepLog.Stream.OUTPUT);
        OutputStream errors = new LogOutput(step, StepLog.Stream.ERRORS)) {
      environment.addAll(mounts.environment());
      var command =
          new StepRunner.Command(
              image.id(),
              run,
              environment,
              mounts.all(),
              isolation,
              parts.leftovers(),
              parts.newest(),
              id -> {
                container.set(shortId(id));
                parts.log().text(" ---> Running in " + shortId(id) + "\n");
              },
              output,
              errors);
      StepRunner.Outcome outcome = running(command, lease);
      switch (outcome) {
        case StepRunner.Outcome.Failed failed -> {
          parts.cancellation().check();
          tellRemoval(parts.leftovers().removedOnFailure(), container.get());
          throw new FailedCommand(String.join(" ", run), failed.exitCode());
        }
        case StepRunner.Outcome.Done done -> {
          parts.images().commit(state, state.config(), done.layer().diffId(), recorded, lease);
          tellRemoval(parts.leftovers().removedOnSuccess(), container.get());
        }
      }
    }
  }

  private RunMounts.Sources mountSources() {
    return new RunMounts.Sources(
        parts.context().root(),
        name -> parts.sources().find(name).id(),
        parts.cacheMounts(),
        parts.secrets(),
        parts.temporary(),
        parts.cancellation());
  }

  /// Only so many commands run at once: they are the machine's work, unlike waiting.
  private StepRunner.Outcome running(StepRunner.Command command, Lease lease) {
    try {
      parts.places().acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "Build cancelled", e);
    }
    try {
      parts.cancellation().check();
      return parts.runner().run(command, lease, parts.cancellation());
    } finally {
      parts.places().release();
    }
  }

  private void tellRemoval(boolean removed, String container) {
    if (removed) {
      parts.log().text(" ---> Removed intermediate container " + container + "\n");
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
      copy(request, parts.context());
      return;
    }
    Image from = parts.sources().find(request.from());
    parts
        .maker()
        .<Boolean>read(
            from.chainId(),
            root -> {
              copy(request, new SourceTree(root));
              return true;
            });
  }

  private void copy(CopyRequest request, SourceTree tree) throws IOException {
    var files = new CopyFiles(request, new CopySources(request, tree, parts.remote()).find());
    List<String> command = StepImages.noOperation(state.config(), request.text(files.digest()));
    if (cached(state.config(), command)) {
      return;
    }
    try (Lease lease = kept()) {
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
