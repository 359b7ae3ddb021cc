package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import java.time.Duration;

/// Waiting for one descriptor, with a limit in time. It holds the thread: for platform threads. To
/// wait for many descriptors use [Epoll].
public final class Poll {
  private static final LibCall POLL = LibCall.returningInt("poll");
  private static final short POLLIN = 1;
  private static final short POLLPRI = 2;
  private static final short POLLOUT = 4;

  private Poll() {}

  /// Waits until reading would not block (data, end or error).
  ///
  /// @return false when the time is over
  public static boolean readable(Fd fd, Duration limit) {
    return await(fd, POLLIN, limit);
  }

  /// Waits until writing would not block.
  ///
  /// @return false when the time is over
  public static boolean writable(Fd fd, Duration limit) {
    return await(fd, POLLOUT, limit);
  }

  /// Waits until the content of a file of the kernel changes, for files that announce it. It must
  /// have been read before.
  ///
  /// @return false when the time is over
  public static boolean changed(Fd fd, Duration limit) {
    return await(fd, POLLPRI, limit);
  }

  private static boolean await(Fd fd, short events, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try (var scratch = Scratch.take()) {
      var request = scratch.zeroed(8);
      request.set(JAVA_INT, 0, fd.number());
      request.set(JAVA_SHORT, 4, events);
      while (true) {
        long left = Math.max(0, deadline - System.nanoTime());
        long millis = Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
        long result = POLL.attempt(scratch, request.address(), 1, millis, 0);
        if (result >= 0) {
          return result > 0;
        }
        if (result != -Errno.EINTR.number()) {
          throw new LinuxException("poll", Errno.of((int) -result), fd.toString());
        }
      }
    }
  }
}
