package havre.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import havre.linux.SystemCall;
import havre.linux.io.Poll;
import java.time.Duration;
import java.util.Optional;

/// A descriptor that stands for one process, and never for another that gets its number later. It
/// becomes readable when the process ends, so an [havre.linux.io.Epoll] can watch it.
public record Pidfd(Fd fd) implements AutoCloseable {
  private static final SystemCall PIDFD_OPEN = new SystemCall("pidfd_open", 434);
  private static final SystemCall PIDFD_SEND_SIGNAL = new SystemCall("pidfd_send_signal", 424);
  private static final SystemCall PIDFD_GETFD = new SystemCall("pidfd_getfd", 438);
  private static final LibCall WAITID = LibCall.returningInt("waitid");
  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int SIGINFO_SIZE = 128;
  private static final int SI_CODE = 8;
  private static final int SI_PID = 16;
  private static final int SI_STATUS = 24;

  /// @throws LinuxException ESRCH when there is no such process
  public static Pidfd open(int pid) {
    try (var scratch = Scratch.take()) {
      return new Pidfd(Fd.of((int) PIDFD_OPEN.invoke(scratch, "pid " + pid, pid, 0)));
    }
  }

  /// Sends a signal; 0 only asks whether it could be sent.
  ///
  /// @throws LinuxException ESRCH when the process has ended
  public void signal(int signal) {
    try (var scratch = Scratch.take()) {
      PIDFD_SEND_SIGNAL.invoke(scratch, fd, fd.number(), signal, 0, 0);
    }
  }

  /// Whether the process has ended (it may not have been reaped yet).
  public boolean hasEnded() {
    return Poll.readable(fd, Duration.ZERO);
  }

  /// Waits for the end of the process, holding the thread.
  ///
  /// @return false when the time is over
  public boolean awaitEnd(Duration limit) {
    return Poll.readable(fd, limit);
  }

  /// Reaps a child of this process, if it has ended; never waits.
  ///
  /// @throws LinuxException ECHILD when it is no child, or was reaped before
  public Optional<ExitStatus> reap() {
    try (var scratch = Scratch.take()) {
      var info = scratch.zeroed(SIGINFO_SIZE);
      WAITID.invoke(scratch, fd, P_PIDFD, fd.number(), info.address(), WEXITED | WNOHANG);
      if (info.get(JAVA_INT, SI_PID) == 0) {
        return Optional.empty();
      }
      return Optional.of(
          ExitStatus.ofSignalInfo(info.get(JAVA_INT, SI_CODE), info.get(JAVA_INT, SI_STATUS)));
    }
  }

  /// Waits for a child's end, holding the thread, and reaps it.
  ///
  /// @throws LinuxException ETIMEDOUT when the time is over
  public ExitStatus awaitExit(Duration limit) {
    awaitEnd(limit);
    return reap().orElseThrow(() -> new LinuxException("waitid", Errno.ETIMEDOUT, fd.toString()));
  }

  /// A copy of a descriptor of the process.
  public Fd descriptorOf(int number) {
    try (var scratch = Scratch.take()) {
      return Fd.of((int) PIDFD_GETFD.invoke(scratch, fd, fd.number(), number, 0));
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
