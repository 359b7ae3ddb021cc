package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.ERROR;

import havre.common.HavreException;
import havre.common.RandomIds;
import havre.engine.container.ContainerErrors;
import havre.engine.container.StreamSession;
import havre.engine.exec.ExecSpec;
import havre.engine.exec.ExecView;
import havre.engine.exec.Execs;
import havre.engine.stream.AttachedSession;
import havre.runtime.ExitRecord;
import havre.runtime.RunningContainer;
import havre.runtime.RunningExec;
import havre.runtime.StartFailure;
import havre.runtime.WindowSize;
import havre.runtime.log.NoLog;
import havre.runtime.streams.AttachOptions;
import havre.runtime.streams.AttachSession;
import havre.runtime.streams.ContainerStreams;
import havre.runtime.streams.StdinPolicy;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The execs of this engine, in memory: they end with their container, and one that has ended is
/// remembered for some minutes only.
final class LocalExecs implements Execs {
  private static final Duration EXIT_AFTER_OUTPUT = Duration.ofSeconds(10);
  private static final System.Logger LOG = System.getLogger(LocalExecs.class.getName());
  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private static final Duration DRAIN = Duration.ofSeconds(2);
  private static final int NOT_STARTED = 126;

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final Links links;
  private final Map<String, Exec> execs = new ConcurrentHashMap<>();

  LocalExecs(EngineParts parts, ContainerRegistry registry, ContainerEvents events) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
    this.links = new Links(registry);
  }

  @Override
  public String create(String containerRef, ExecSpec spec) {
    Container container = registry.resolve(containerRef);
    if (spec.cmd().isEmpty()) {
      throw ContainerErrors.noExecCommand();
    }
    checkDetachKeys(spec.detachKeys());
    requireRunning(container, containerRef);
    forgetOld();
    var exec = new Exec(RandomIds.next(), container, spec);
    execs.put(exec.id(), exec);
    events.publish(container, "exec_create: " + commandLine(spec), "execID", exec.id());
    return exec.id();
  }

  private static void checkDetachKeys(String keys) {
    try {
      AttachedSession.checkDetachKeys(keys);
    } catch (HavreException e) {
      throw HavreException.internal("Invalid escape keys (" + keys + ") provided", e);
    }
  }

  private static void requireRunning(Container container, String ref) {
    container.requireRun();
    if (container.state().paused()) {
      throw ContainerErrors.execPaused(ref);
    }
  }

  private static String commandLine(ExecSpec spec) {
    return spec.cmd().getFirst() + " " + String.join(" ", spec.cmd().subList(1, spec.cmd().size()));
  }

  private void forgetOld() {
    var limit = parts.clock().instant().minus(REMEMBERED);
    execs.values().removeIf(exec -> exec.doneBefore(limit));
  }

  private Exec find(String execId) {
    Exec exec = execs.get(execId);
    if (exec == null) {
      throw ContainerErrors.noSuchExec(execId);
    }
    return exec;
  }

  private Exec claim(String execId) {
    Exec exec = find(execId);
    if (exec.done()) {
      throw ContainerErrors.execDone(execId);
    }
    requireRunning(exec.container(), exec.container().id().value());
    if (!exec.claim()) {
      throw ContainerErrors.execRunning(execId);
    }
    return exec;
  }

  @Override
  public StreamSession start(String execId, boolean tty, List<Integer> consoleSize) {
    return new Session(claim(execId), tty, consoleSize);
  }

  @Override
  public void startDetached(String execId, boolean tty, List<Integer> consoleSize) {
    run(claim(execId), consoleSize, null);
  }

  /// Starts the process.
  ///
  /// @param options of the client to be attached, if there is one
  /// @return the client's session
  private @Nullable AttachSession run(
      Exec exec, List<Integer> consoleSize, @Nullable AttachOptions options) {
    Container container = exec.container();
    if (!exec.spec().workingDir().isEmpty() && !exec.spec().workingDir().startsWith("/")) {
      exec.ended(NOT_STARTED, parts.clock().instant());
      throw HavreException.internal(
          "OCI runtime exec failed: exec failed: Cwd must be an absolute path: unknown", null);
    }
    events.publish(container, "exec_start: " + commandLine(exec.spec()), "execID", exec.id());
    try {
      Run run = container.requireRun();
      RunningExec process =
          run.process()
              .exec(
                  exec.id(),
                  parts
                      .launchPlan()
                      .exec(
                          ResolvedLink.tell(
                              container.definition(), links.running(container.definition())),
                          exec.spec(),
                          consoleSize));
      ContainerStreams streams =
          parts
              .pump()
              .open(
                  process.takeIo(),
                  new NoLog(),
                  Journals.of(parts.execRoot(), container.id()),
                  new StdinPolicy(true, process::closeStdin));
      exec.started(new Exec.Running(process, streams));
      AttachSession session = options == null ? null : streams.attach(options);
      streams.begin();
      process.onExit(exit -> ended(exec, process, streams, exit));
      return session;
    } catch (RuntimeException e) {
      int code = e instanceof StartFailure failure ? failure.exitCode() : NOT_STARTED;
      exec.ended(code, parts.clock().instant());
      throw ConfigurationFault.atStart(e);
    }
  }

  private void ended(Exec exec, RunningExec process, ContainerStreams streams, ExitRecord exit) {
    try {
      streams.awaitDrained(DRAIN);
      exec.ended(exit.code(), parts.clock().instant());
      events.publish(
          exec.container(),
          "exec_die",
          "execID",
          exec.id(),
          "exitCode",
          Integer.toString(exit.code()));
      streams.close();
      process.release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(ERROR, "exec=" + exec.id() + ": end it", e);
    }
  }

  @Override
  public void resize(String execId, int rows, int columns) {
    Exec exec = find(execId);
    requireRunning(exec.container(), exec.container().id().value());
    Exec.Running running = exec.running();
    if (running == null) {
      if (exec.done()) {
        throw HavreException.notFound("process does not exist " + execId + ": not found");
      }
      throw ContainerErrors.execNotStarted();
    }
    running.process().resize(new WindowSize(columns, rows));
  }

  @Override
  public ExecView inspect(String execId) {
    return find(execId).view();
  }

  /// Kills an exec's process and those it has started; does nothing where it does not run.
  void killGroup(String execId) {
    Exec.Running running = find(execId).running();
    if (running != null) {
      running.process().killGroup();
    }
  }

  /// The execs of a container that have not ended.
  List<String> of(String containerId) {
    return execs.values().stream()
        .filter(exec -> exec.container().id().value().equals(containerId) && !exec.done())
        .map(Exec::id)
        .toList();
  }

  /// Forgets those of a container that is gone, and of one that has ended those that nobody
  /// started.
  void forget(Container container) {
    boolean all = container.removed();
    execs.values().removeIf(exec -> exec.container() == container && (all || exec.unclaimed()));
  }

  /// Takes over what runs in a container since an earlier engine: nobody can ask for it any more,
  /// so its output is dropped and its end awaited.
  void takeOver(RunningContainer process, Container container) {
    for (String id : process.execs()) {
      process.reattachExec(id).ifPresent(exec -> takeOver(exec, container));
    }
  }

  private void takeOver(RunningExec process, Container container) {
    ContainerStreams streams =
        parts
            .pump()
            .recover(
                process.takeIo(),
                new NoLog(),
                Journals.of(parts.execRoot(), container.id()),
                StdinPolicy.keepOpen());
    streams.begin();
    process.onExit(exit -> {
      streams.close();
      process.release();
    });
  }

  /// A client that starts the exec when it is ready to take its output.
  private final class Session implements StreamSession {
    private final Exec exec;
    private final boolean tty;
    private final List<Integer> consoleSize;
    private volatile boolean started;
    private volatile boolean left;

    Session(Exec exec, boolean tty, List<Integer> consoleSize) {
      this.exec = exec;
      this.tty = tty;
      this.consoleSize = consoleSize;
    }

    @Override
    public boolean tty() {
      return tty;
    }

    @Override
    public void copy(@Nullable InputStream stdin, OutputStream stdout, OutputStream stderr) {
      ExecSpec spec = exec.spec();
      started = true;
      AttachSession session =
          run(
              exec,
              consoleSize,
              new AttachOptions(
                  spec.attachStdin(), spec.attachStdout(), spec.attachStderr(), false, true));
      if (session == null) {
        return;
      }
      try (var attached =
          new AttachedSession(session, spec.tty(), spec.detachKeys(), this::detached)) {
        attached.copy(spec.attachStdin() ? stdin : null, stdout, stderr);
      }
      if (!left) {
        awaitExitCode();
      }
    }

    /// A client asks for the exit code as soon as the output has ended, which may be before the
    /// exit is heard of. A process that has closed its output and goes on is not waited for long.
    private void awaitExitCode() {
      try {
        if (!exec.awaitEnd(EXIT_AFTER_OUTPUT)) {
          LOG.log(System.Logger.Level.DEBUG, "exec {0} goes on without output", exec.id());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    private void detached() {
      left = true;
      events.publish(exec.container(), "exec_detach", "execID", exec.id());
    }

    @Override
    public void close() {
      if (!started) {
        exec.ended(NOT_STARTED, parts.clock().instant());
      }
    }
  }
}
