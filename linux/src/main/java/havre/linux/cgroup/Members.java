package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.process.Pidfd;
import havre.linux.process.Signals;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;

/// Signals to the processes of a cgroup, where the kernel has no single call for it.
final class Members {
  private static final int ROUNDS = 100;

  private Members() {}

  static void signal(List<Integer> pids, int signal) {
    for (int pid : pids) {
      try {
        Signals.send(pid, signal);
      } catch (LinuxException e) {
        if (!e.is(Errno.ESRCH)) {
          throw e;
        }
      }
    }
  }

  /// Kills round by round, until a round finds nobody new.
  static void killUntilNoneIsForked(Supplier<List<Integer>> pids) {
    var killed = new HashSet<Integer>();
    for (int round = 0; round < ROUNDS; round++) {
      List<Integer> found = pids.get();
      signal(found, Signals.SIGKILL);
      if (!killed.addAll(found)) {
        return;
      }
    }
  }

  /// Waits for the end of one process.
  static void awaitEnd(int pid, Duration limit) {
    try (Pidfd process = Pidfd.open(pid)) {
      process.awaitEnd(limit);
    } catch (LinuxException e) {
      if (!e.is(Errno.ESRCH)) {
        throw e;
      }
    }
  }
}
