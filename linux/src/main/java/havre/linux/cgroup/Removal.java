package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Removes a cgroup from its hierarchies, waiting for the processes in it to end.
///
/// @param control tells when it is empty, on machines with version 2
record Removal(
    List<CgroupDirectory> directories,
    Supplier<List<Integer>> processes,
    Optional<UnifiedControl> control) {
  private static final long PAUSE_NANOS = 200_000;

  static Removal of(
      List<CgroupDirectory> directories,
      Supplier<List<Integer>> processes,
      Optional<UnifiedControl> control) {
    return new Removal(directories, processes, control);
  }

  /// Removes a cgroup that was made in part.
  ///
  /// @return the failure, with what failed besides
  static LinuxException undo(Cgroup cgroup, LinuxException failure) {
    try {
      cgroup.remove(Duration.ZERO);
    } catch (LinuxException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  void run(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (CgroupDirectory directory : directories) {
      while (!attempt(directory, System.nanoTime() >= deadline)) {
        awaitEmpty(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    }
  }

  private static boolean attempt(CgroupDirectory directory, boolean last) {
    try {
      directory.remove();
      return true;
    } catch (LinuxException e) {
      if (last || !e.is(Errno.EBUSY)) {
        throw e;
      }
      return false;
    }
  }

  /// The kernel lets go of a process a moment after it says that it has ended: only that moment is
  /// waited for without an event.
  private void awaitEmpty(Duration left) {
    List<Integer> pids = processes.get();
    if (control.isPresent()) {
      control.get().awaitEmpty(left);
    } else if (!pids.isEmpty()) {
      Members.awaitEnd(pids.getFirst(), left);
    }
    if (pids.isEmpty()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
