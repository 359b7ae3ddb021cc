package havre.linux.fs;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;
import java.lang.foreign.MemorySegment;

/// The flags that some file systems keep of a file (ioctl_iflags(2)).
public final class FileFlags {
  /// The directory's folders have nothing to do with one another: ext4 gives each a place of its
  /// own.
  public static final int TOP_DIRECTORY = 0x0002_0000;

  private static final LibCall IOCTL = LibCall.returningInt("ioctl");
  private static final long GET = 0x8008_6601L;
  private static final long SET = 0x4008_6602L;

  private FileFlags() {}

  /// @param fd open, not as a path only
  /// @return false where the file system has no such flag
  public static boolean add(Fd fd, int flag) {
    try (var scratch = Scratch.take()) {
      MemorySegment flags = scratch.allocate(8);
      if (IOCTL.attempt(scratch, fd.number(), GET, flags.address(), 0) < 0) {
        return false;
      }
      flags.set(JAVA_INT, 0, flags.get(JAVA_INT, 0) | flag);
      return IOCTL.attempt(scratch, fd.number(), SET, flags.address(), 0) == 0;
    }
  }
}
