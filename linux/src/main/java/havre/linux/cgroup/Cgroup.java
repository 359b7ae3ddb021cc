package havre.linux.cgroup;

import havre.linux.Fd;
import havre.linux.LinuxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A control group: a set of processes with limits in common, in whatever hierarchies the machine
/// has. Its state is the kernel's alone, so several objects may stand for the same cgroup.
///
/// [#freeze], [#kill] and [#remove] may wait, holding the thread, but no longer than they are told.
public sealed interface Cgroup permits V1Cgroup, V2Cgroup {

  /// Its name below the mount points, as in `/proc/PID/cgroup`, such as `/havre/0123`.
  String path();

  boolean exists();

  /// Its directories in the hierarchies that have controllers or a name.
  List<Path> directories();

  /// Changes limits; device rules can only be given when the cgroup is made.
  ///
  /// @throws LinuxException when the kernel refuses a value, naming the file
  void limit(CgroupLimits limits);

  /// Its directory in the hierarchy of version 2, if there is that: a process can be born there
  /// (`CLONE_INTO_CGROUP` of clone3(2)).
  Optional<Path> birthplace();

  /// Opens the files through which a process of one thread joins, by writing `0`, what it can't be
  /// born in: `tasks` of each hierarchy of version 1. Other than `cgroup.procs`, which waits for an
  /// RCU grace period, they take effect at once (the kernel need not hold off forks and execs while
  /// a single thread moves itself).
  List<Fd> openTasks();

  /// The pids in it and in the cgroups below it.
  List<Integer> processes();

  /// Sends a signal to every process in it. Those forked meanwhile may be missed.
  void signal(int signal);

  /// Kills all in it, also what is forked meanwhile or is frozen. The processes end soon, not at
  /// once.
  void kill();

  /// Stops all in it until thawed.
  ///
  /// @throws LinuxException ETIMEDOUT when some can't be stopped in time; then none is
  void freeze(Duration limit);

  void thaw();

  boolean isFrozen();

  CgroupStatistics statistics();

  /// The file that counts the processes killed for want of memory, if there is one; [OomEvents]
  /// reads it.
  Optional<Path> oomFile();

  /// Removes it and those below it, waiting for processes that are about to end. Nothing happens
  /// when it isn't there.
  ///
  /// @throws LinuxException EBUSY when processes are still there in the end
  void remove(Duration limit);
}
