package havre.linux.io;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;

/// Both ends of a pipe.
public record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {
  private static final LibCall PIPE2 = LibCall.returningInt("pipe2");
  private static final LibCall FCNTL = LibCall.returningInt("fcntl");
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NONBLOCK = 0x800;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int F_GETPIPE_SZ = 1032;

  /// A pipe with blocking ends.
  public static Pipe create() {
    return create(O_CLOEXEC);
  }

  public static Pipe createNonBlocking() {
    return create(O_CLOEXEC | O_NONBLOCK);
  }

  /// Sets how many bytes the pipe can hold; the kernel rounds up to a power of two of pages.
  ///
  /// @return the capacity it now has
  public static int setCapacity(Fd end, int bytes) {
    try (var scratch = Scratch.take()) {
      return (int) FCNTL.invoke(scratch, end, end.number(), F_SETPIPE_SZ, bytes);
    }
  }

  public static int capacity(Fd end) {
    try (var scratch = Scratch.take()) {
      return (int) FCNTL.invoke(scratch, end, end.number(), F_GETPIPE_SZ);
    }
  }

  @Override
  public void close() {
    readEnd.close();
    writeEnd.close();
  }

  private static Pipe create(int flags) {
    try (var scratch = Scratch.take()) {
      var ends = scratch.allocate(8);
      PIPE2.invoke(scratch, "", ends.address(), flags);
      return new Pipe(Fd.of(ends.get(JAVA_INT, 0)), Fd.of(ends.get(JAVA_INT, 4)));
    }
  }
}
