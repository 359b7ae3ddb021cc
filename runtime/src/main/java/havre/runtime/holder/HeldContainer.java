package havre.runtime.holder;

import havre.common.ContainerId;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.cgroup.Cgroup;
import havre.linux.cgroup.CgroupLimits;
import havre.linux.cgroup.CgroupStatistics;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.process.Signals;
import havre.runtime.ExitRecord;
import havre.runtime.ProcessSpec;
import havre.runtime.RunningContainer;
import havre.runtime.RunningExec;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A container as its holder shows it.
final class HeldContainer extends HeldProcess implements RunningContainer {
  private static final System.Logger LOGGER = System.getLogger(HeldContainer.class.getName());

  /// For processes to stop or to end after they were told.
  static final Duration LIMIT = Duration.ofSeconds(10);

  private final ContainerId id;
  private final Cgroup cgroup;
  private final HolderRuntime runtime;

  HeldContainer(ContainerId id, StateDirectory state, Cgroup cgroup, HolderRuntime runtime) {
    super(state);
    this.id = id;
    this.cgroup = cgroup;
    this.runtime = runtime;
  }

  @Override
  public ContainerId id() {
    return id;
  }

  @Override
  public RunningExec exec(String execId, ProcessSpec process) {
    if (exit().isPresent()) {
      throw HavreException.conflict("container " + id + " is not running");
    }
    return runtime.startExec(this, execId, process);
  }

  @Override
  public Optional<RunningExec> reattachExec(String execId) {
    return runtime.reattachExec(state(), execId).map(exec -> exec);
  }

  @Override
  public List<String> execs() {
    return state().execs();
  }

  @Override
  public void signalAll(int signal) {
    if (signal == Signals.SIGKILL) {
      cgroup.kill();
    } else {
      cgroup.signal(signal);
    }
  }

  @Override
  public List<Integer> processes() {
    return cgroup.processes();
  }

  @Override
  public String cgroupPath() {
    return cgroup.path();
  }

  @Override
  public CgroupStatistics statistics() {
    return cgroup.statistics();
  }

  @Override
  public void limit(CgroupLimits limits) {
    cgroup.limit(limits);
  }

  Cgroup cgroup() {
    return cgroup;
  }

  /// The process is still there after the opening, so that its number meant this container.
  @Override
  public Fd openRoot() {
    Fd root = Open.path("/proc/" + pid() + "/root", OpenHow.PATH_DIRECTORY);
    if (exit().isPresent()) {
      root.close();
      throw new HavreException(ErrorKind.CONFLICT, "container " + id + " is not running");
    }
    return root;
  }

  @Override
  public void pause() {
    cgroup.freeze(LIMIT);
  }

  @Override
  public void unpause() {
    cgroup.thaw();
  }

  @Override
  void orphaned(Optional<ExitRecord> record) {
    try {
      if (pid() != 0 && record.isEmpty()) {
        cgroup.kill();
      }
    } catch (LinuxException e) {
      LOGGER.log(Level.WARNING, "action=kill-orphaned container=" + id, e);
    }
    super.orphaned(record);
  }

  /// What still runs of it (execs, or all of it in a pid namespace that is not its own) is killed.
  @Override
  public void release() {
    cgroup.kill();
    cgroup.remove(LIMIT);
    for (String execId : execs()) {
      runtime.reattachExec(state(), execId).ifPresent(HeldContainer::end);
    }
    super.release();
  }

  private static void end(HeldExec exec) {
    try {
      exec.signal(Signals.SIGKILL);
      var ended = exec.awaitExit();
      if (ended != null) {
        exec.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
