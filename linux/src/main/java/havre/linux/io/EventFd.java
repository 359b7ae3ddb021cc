package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;

/// A counter that a thread can wait for as for any descriptor; readable while it isn't zero.
public record EventFd(Fd fd) implements AutoCloseable {
  private static final LibCall EVENTFD = LibCall.returningInt("eventfd");
  private static final LibCall READ = LibCall.returningLong("read");
  private static final LibCall WRITE = LibCall.returningLong("write");
  private static final int EFD_CLOEXEC = 0x80000;
  private static final int EFD_NONBLOCK = 0x800;

  public static EventFd create() {
    try (var scratch = Scratch.take()) {
      return new EventFd(Fd.of((int) EVENTFD.invoke(scratch, "", 0, EFD_CLOEXEC | EFD_NONBLOCK)));
    }
  }

  /// Adds one.
  public void signal() {
    try (var scratch = Scratch.take()) {
      var one = scratch.allocate(8);
      one.set(JAVA_LONG, 0, 1);
      long result = WRITE.attempt(scratch, fd.number(), one.address(), 8, 0);
      if (result < 0 && result != -Errno.EAGAIN.number()) {
        throw new LinuxException("write", Errno.of((int) -result), fd.toString());
      }
    }
  }

  /// Takes the count and sets it to zero; never waits.
  public long drain() {
    try (var scratch = Scratch.take()) {
      var count = scratch.zeroed(8);
      long result = READ.attempt(scratch, fd.number(), count.address(), 8, 0);
      if (result == -Errno.EAGAIN.number()) {
        return 0;
      }
      READ.check(result, fd);
      return count.get(JAVA_LONG, 0);
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
