package havre.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import havre.linux.LibCall;
import havre.linux.Scratch;
import java.util.Optional;

/// Reaping a child by its pid; never any other child, which may be the JVM's own.
public final class ChildProcess {
  private static final LibCall WAITPID = LibCall.returningInt("waitpid");
  private static final int WNOHANG = 1;

  private ChildProcess() {}

  /// Reaps the child if it has ended; never waits.
  public static Optional<ExitStatus> reap(int pid) {
    return wait(pid, WNOHANG);
  }

  /// Waits for the child's end, holding the thread: for platform threads.
  public static ExitStatus await(int pid) {
    return wait(pid, 0).orElseThrow();
  }

  private static Optional<ExitStatus> wait(int pid, int options) {
    if (pid <= 0) {
      throw new IllegalArgumentException("not a child's pid: " + pid);
    }
    try (var scratch = Scratch.take()) {
      var status = scratch.zeroed(4);
      long reaped = WAITPID.invoke(scratch, "pid " + pid, pid, status.address(), options);
      return reaped == 0
          ? Optional.empty()
          : Optional.of(ExitStatus.ofWaitStatus(status.get(JAVA_INT, 0)));
    }
  }
}
