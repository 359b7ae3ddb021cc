package havre.runtime.holder;

import havre.common.ContainerId;
import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.cgroup.Cgroup;
import havre.linux.cgroup.Cgroups;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.UnixSocket;
import havre.linux.process.Signals;
import havre.runtime.ContainerRuntime;
import havre.runtime.Launch;
import havre.runtime.ProcessSpec;
import havre.runtime.RunningContainer;
import havre.runtime.SandboxNetwork;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The runtime in which a holder stands behind each process. It owns the loop's thread; everything
/// else runs on the callers' threads.
public final class HolderRuntime implements ContainerRuntime, AutoCloseable {
  private static final int STATE_PREPARING = 0;
  private static final int STATE_ENDED = 2;

  private final Settings settings;
  private final Fd nothing = Open.path("/dev/null", OpenHow.READ_WRITE);
  private final HolderBinary binary;
  private final HolderLoop loop = new HolderLoop();
  private final SpareHolders spares;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Cgroups cgroups;

  /// Where things are.
  ///
  /// @param execRoot the directory below which each container has its state; lost with a reboot
  /// @param holder the program `havre-holder`
  /// @param init the program `havre-init`
  /// @param trace told of the parts of each start
  public record Settings(Path execRoot, Path holder, Path init, StartTrace trace) {}

  public HolderRuntime(Settings settings, Cgroups cgroups) {
    this.settings = settings;
    this.cgroups = cgroups;
    this.binary = new HolderBinary(settings.holder(), nothing);
    this.spares = new SpareHolders(binary, loop);
    refillSpares();
  }

  @Override
  public RunningContainer start(Launch launch, SandboxNetwork network) {
    try {
      var start = new ContainerStart(launch, network, this, cgroups, workers, settings.trace());
      return start.run();
    } catch (LinuxException e) {
      throw HavreException.internal("start container: " + e.getMessage(), e);
    } finally {
      refillSpares();
    }
  }

  @Override
  public Optional<RunningContainer> reattach(ContainerId id) {
    StateDirectory state = state(id);
    Optional<String> path = state.readCgroup();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    var container = new HeldContainer(id, state, cgroups.at(path.get()), this);
    return reattach(container) ? Optional.of(container) : Optional.empty();
  }

  @Override
  public void discard(ContainerId id) {
    Optional<RunningContainer> running = reattach(id);
    if (running.isPresent()) {
      RunningContainer container = running.get();
      container.signalAll(Signals.SIGKILL);
      container.signal(Signals.SIGKILL);
      try {
        container.awaitExit();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      container.release();
      return;
    }
    StateDirectory state = state(id);
    state.readCgroup().map(cgroups::at).filter(Cgroup::exists).ifPresent(HolderRuntime::remove);
    state.remove();
  }

  /// Where both the holder and the daemon were killed, processes may have outlived them.
  private static void remove(Cgroup cgroup) {
    cgroup.kill();
    cgroup.remove(HeldContainer.LIMIT);
  }

  HeldExec startExec(HeldContainer container, String execId, ProcessSpec process) {
    try {
      return new ExecStart(container, execId, process, this, settings.trace()).run();
    } catch (LinuxException e) {
      throw HavreException.internal("start exec: " + e.getMessage(), e);
    } finally {
      refillSpares();
    }
  }

  Optional<HeldExec> reattachExec(StateDirectory container, String execId) {
    var exec = new HeldExec(execId, container.exec(execId));
    return reattach(exec) ? Optional.of(exec) : Optional.empty();
  }

  StateDirectory state(ContainerId id) {
    return new StateDirectory(settings.execRoot().resolve("containers").resolve(id.value()));
  }

  Path init() {
    return settings.init();
  }

  HolderStart spawn(HeldProcess process, String label) {
    return HolderStart.begin(process, spares, loop, label);
  }

  /// After a start, not during one: the processors are the start's.
  private void refillSpares() {
    Thread.ofVirtual().name("spare-holders").start(spares::refill);
  }

  /// Finds the process's holder, or the record that it left.
  private boolean reattach(HeldProcess process) {
    Optional<UnixSocket> socket = connect(process.state().socket());
    if (socket.isEmpty()) {
      return hasRecord(process);
    }
    var connection = new HolderConnection(socket.get(), loop, process.listener());
    process.connect(connection);
    connection.open();
    Optional<HolderMessage> answer = status(connection);
    if (answer.isEmpty()) {
      return hasRecord(process);
    }
    HolderMessage status = answer.get();
    if (status.b() == STATE_PREPARING) {
      connection.close();
      return false;
    }
    process.started(new HeldProcess.Started(status.a(), status.time(), status.c() != 0));
    if (status.b() == STATE_ENDED) {
      process.state().readExit().ifPresent(process::endedBefore);
    }
    return true;
  }

  private static boolean hasRecord(HeldProcess process) {
    var record = process.state().readExit();
    record.ifPresent(process::endedBefore);
    return record.isPresent();
  }

  /// Empty where the holder was ending when we connected to it.
  private static Optional<HolderMessage> status(HolderConnection connection) {
    try {
      HolderMessage request = HolderMessage.of(HolderMessage.Type.STATUS);
      return Optional.of(connection.request(request).message());
    } catch (HavreException e) {
      if (connection.isGone()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<UnixSocket> connect(Path path) {
    try {
      return Optional.of(UnixSocket.connect(UnixSocket.Kind.SEQPACKET, path));
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ECONNREFUSED) || e.is(Errno.ENOTDIR)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Leaves all holders as they are; what runs goes on running.
  @Override
  public void close() {
    workers.close();
    spares.close();
    loop.close();
    binary.close();
    nothing.close();
  }
}
