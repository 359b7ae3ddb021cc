package havre.runtime;

import havre.common.ContainerId;
import havre.linux.Fd;
import havre.linux.cgroup.CgroupLimits;
import havre.linux.cgroup.CgroupStatistics;
import java.util.List;
import java.util.Optional;

/// A started container: its first process and what belongs to it.
public interface RunningContainer extends RunningProcess {
  ContainerId id();

  /// Starts a further process with the container's namespaces, root and cgroup.
  ///
  /// @throws StartFailure where it cannot be run, in Docker's wording
  RunningExec exec(String execId, ProcessSpec process);

  /// Takes over an exec that an earlier daemon started and nobody has released.
  Optional<RunningExec> reattachExec(String execId);

  /// The execs that nobody has released.
  List<String> execs();

  /// Sends a signal to every process in the container's cgroup; SIGKILL reaches those too that are
  /// forked meanwhile.
  void signalAll(int signal);

  /// The host's numbers of all its processes.
  List<Integer> processes();

  /// Its cgroup's path below the mount points of the hierarchies.
  String cgroupPath();

  /// What its processes use.
  CgroupStatistics statistics();

  /// Changes its limits; device rules stay as they are.
  void limit(CgroupLimits limits);

  /// A descriptor of its root directory as its processes see it, for work on its files; the caller
  /// closes it.
  Fd openRoot();

  void pause();

  void unpause();
}
