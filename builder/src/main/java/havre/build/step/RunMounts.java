package havre.build.step;

import havre.build.dockerfile.DockerfileParser;
import havre.build.dockerfile.Instruction;
import havre.common.Digest;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.fs.Entries;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `RUN --mount=…`, `--network=…`: what a command sees beside the image. What it makes for the
/// command goes with [#close].
final class RunMounts implements AutoCloseable {
  private final Instruction instruction;
  private final String workingDir;
  private final Sources sources;
  private final List<StepRunner.Mount> mounts = new ArrayList<>();
  private final List<String> environment = new ArrayList<>();
  private final List<Made> made = new ArrayList<>();
  private int agents;

  /// What mounts are made from.
  ///
  /// @param context the root of the build's files
  /// @param images finds the stage or image of `from=`
  record Sources(
      Root context,
      Function<String, Digest> images,
      CacheMounts caches,
      Secrets secrets,
      TemporaryFiles files,
      BuildCancellation cancellation) {}

  private RunMounts(Instruction instruction, String workingDir, Sources sources) {
    this.instruction = instruction;
    this.workingDir = workingDir;
    this.sources = sources;
  }

  /// @throws HavreException for what cannot be mounted
  static RunMounts of(
      Instruction instruction, UnaryOperator<String> expand, String workingDir, Sources sources)
      throws IOException {
    var mounts = new RunMounts(instruction, workingDir, sources);
    try {
      for (String text : instruction.all("mount")) {
        mounts.add(MountOptions.parse(text, expand, instruction.line()));
      }
      return mounts;
    } catch (IOException | RuntimeException e) {
      mounts.close();
      throw e;
    }
  }

  static StepIsolation isolation(Instruction instruction, StepIsolation asked) {
    StepIsolation isolation = asked;
    for (Instruction.Flag flag : instruction.flags()) {
      switch (flag.name()) {
        case "mount" -> {}
        case "network" -> {
          switch (flag.value()) {
            case "default" -> {}
            case "none", "host" -> isolation = isolation.withNetwork(flag.value());
            default ->
                throw DockerfileParser.failure(
                    instruction.line(), "unsupported network mode \"" + flag.value() + "\"");
          }
        }
        case "security" -> {
          if (!flag.value().equals("sandbox")) {
            throw HavreException.invalid(
                "security.insecure is not allowed: the entitlement was not granted");
          }
        }
        case "device" ->
            throw HavreException.invalid(
                "device " + flag.value() + " is requested by the build but not allowed");
        default ->
            throw DockerfileParser.failure(instruction.line(), "unknown flag: --" + flag.name());
      }
    }
    return isolation;
  }

  List<StepRunner.Mount> all() {
    return mounts;
  }

  /// Further variables of the command, `NAME=value`.
  List<String> environment() {
    return environment;
  }

  private void add(MountOptions options) throws IOException {
    switch (options.type()) {
      case "tmpfs" -> mounts.add(new StepRunner.Mount.Memory(target(options, ""), options.size()));
      case "cache" -> cache(options);
      case "bind" -> bind(options);
      case "secret" -> secret(options);
      case "ssh" -> agent(options);
      default ->
          throw DockerfileParser.failure(
              instruction.line(), "unsupported mount type \"" + options.type() + "\"");
    }
  }

  /// The first agent of a step is the one that its commands find without being told.
  private void agent(MountOptions options) throws IOException {
    String id = options.get("id", "default");
    String target = target(options, "/run/buildkit/ssh_agent." + agents);
    if (agents++ == 0) {
      environment.add("SSH_AUTH_SOCK=" + target);
    }
    SshAgents forwarded = sources.secrets().agents();
    if (!forwarded.has(id)) {
      if (options.isSet("required")) {
        throw HavreException.invalid("no SSH key \"" + id + "\" forwarded from the client");
      }
      return;
    }
    AgentSocket socket = AgentSocket.listen(forwarded, id, sources.files().place("agent"));
    made.add(socket::close);
    try (Fd file = Open.path(socket.path().toString(), OpenHow.PATH)) {
      Entries.changeOwner(file, options.number("uid"), options.number("gid"));
    }
    Entries.changeMode(socket.path(), options.octal("mode", 0600));
    mounts.add(new StepRunner.Mount.Folder(socket.path().toString(), target, false));
  }

  /// @param otherwise where no target was given; empty where one must be
  private String target(MountOptions options, String otherwise) {
    String target = options.get("target", otherwise);
    if (target.isEmpty()) {
      throw DockerfileParser.failure(
          instruction.line(),
          "invalid mount config for type \"" + options.type() + "\": target is required");
    }
    return Path.of(workingDir).resolve(target).normalize().toString();
  }

  private void cache(MountOptions options) {
    if (!options.get("from", "").isEmpty()) {
      throw HavreException.invalid("RUN --mount=type=cache cannot begin with the files of a stage");
    }
    String target = target(options, "");
    String id = options.get("id", target);
    CacheMounts.Sharing sharing =
        switch (options.get("sharing", "shared")) {
          case "shared" -> CacheMounts.Sharing.SHARED;
          case "private" -> CacheMounts.Sharing.PRIVATE;
          case "locked" -> CacheMounts.Sharing.LOCKED;
          default ->
              throw DockerfileParser.failure(
                  instruction.line(),
                  "unsupported sharing mode \"" + options.get("sharing", "") + "\"");
        };
    CacheMounts.Folder folder =
        sources
            .caches()
            .take(
                new CacheMounts.Request(
                    id,
                    sharing,
                    options.octal("mode", 0755),
                    options.number("uid"),
                    options.number("gid")),
                sources.cancellation());
    made.add(folder::close);
    mounts.add(
        new StepRunner.Mount.Folder(folder.path().toString(), target, options.isReadOnly(false)));
  }

  private void bind(MountOptions options) throws IOException {
    String target = target(options, "");
    String from = options.get("from", "");
    String source = options.get("source", "");
    if (from.isEmpty()) {
      bindContext(options, source, target);
      return;
    }
    if (!options.isReadOnly(true)) {
      throw HavreException.invalid(
          "RUN --mount=type=bind,from=" + from + " can be mounted for reading only");
    }
    Digest image = sources.images().apply(from);
    mounts.add(new StepRunner.Mount.OfImage(image, source.replaceAll("^/+", ""), target));
  }

  /// The kernel finds the path below the context, wherever its links lead.
  private void bindContext(MountOptions options, String source, String target) throws IOException {
    String path = source.replaceAll("^/+", "");
    try (var found =
        sources
            .context()
            .find(path.isEmpty() ? "." : path, OpenHow.PATH)
            .orElseThrow(() ->
                HavreException.invalid(
                    "failed to compute cache key: failed to calculate checksum of ref: \""
                        + source
                        + "\": not found"))) {
      Path real = Path.of("/proc/self/fd/" + found.number()).toRealPath();
      if (options.isReadOnly(true)) {
        mounts.add(new StepRunner.Mount.Folder(real.toString(), target, true));
      } else {
        var copy = sources.files().copyOf(found);
        made.add(copy::close);
        mounts.add(new StepRunner.Mount.Folder(copy.path().toString(), target, false));
      }
    }
  }

  private void secret(MountOptions options) throws IOException {
    String target = options.get("target", "");
    String id = options.get("id", target.substring(target.lastIndexOf('/') + 1));
    if (id.isEmpty()) {
      throw DockerfileParser.failure(instruction.line(), "one of source, target required");
    }
    Optional<byte[]> content = sources.secrets().find(id);
    if (content.isEmpty()) {
      if (options.isSet("required")) {
        throw HavreException.invalid("secret " + id + ": not found");
      }
      return;
    }
    String variable = options.get("env", "");
    if (!variable.isEmpty()) {
      environment.add(
          variable + "=" + new String(content.get(), java.nio.charset.StandardCharsets.UTF_8));
    }
    if (variable.isEmpty() || !target.isEmpty()) {
      var file =
          sources
              .files()
              .holding(
                  content.get(),
                  options.octal("mode", 0400),
                  options.number("uid"),
                  options.number("gid"));
      made.add(file::close);
      mounts.add(
          new StepRunner.Mount.Folder(
              file.path().toString(), target(options, "/run/secrets/" + id), true));
    }
  }

  /// Something that is there for this command only.
  @FunctionalInterface
  private interface Made {
    void end() throws IOException;
  }

  /// Ends all that was made for the command; the first fault is told when all were tried.
  @Override
  public void close() {
    RuntimeException fault = null;
    for (Made one : made.reversed()) {
      try {
        one.end();
      } catch (IOException e) {
        fault = with(fault, new UncheckedIOException(e));
      } catch (RuntimeException e) {
        fault = with(fault, e);
      }
    }
    if (fault != null) {
      throw fault;
    }
  }

  private static RuntimeException with(@Nullable RuntimeException fault, RuntimeException next) {
    if (fault == null) {
      return next;
    }
    fault.addSuppressed(next);
    return fault;
  }
}
