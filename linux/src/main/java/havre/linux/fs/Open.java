package havre.linux.fs;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import havre.linux.SystemCall;

/// Opening files by openat2(2).
///
/// ```
/// struct open_how { __u64 flags; __u64 mode; __u64 resolve; };
/// ```
public final class Open {
  static final int AT_FDCWD = -100;

  private static final SystemCall OPENAT2 = new SystemCall("openat2", 437);
  private static final int HOW_SIZE = 24;

  /// A look-up below a root answers EAGAIN when something was renamed meanwhile; a hostile process
  /// could keep that up for ever.
  private static final int ATTEMPTS = 128;

  private Open() {}

  /// Opens a path of the host.
  public static Fd path(String path, OpenHow how) {
    return open(AT_FDCWD, path, how);
  }

  /// Opens a path relative to a directory.
  public static Fd at(Fd directory, String path, OpenHow how) {
    return open(directory.number(), path, how);
  }

  /// Opens again what a descriptor refers to, for instance to read what was opened as a path only.
  public static Fd again(Fd fd, OpenHow how) {
    return open(AT_FDCWD, "/proc/self/fd/" + fd.number(), how);
  }

  private static Fd open(int directory, String path, OpenHow how) {
    try (var scratch = Scratch.take()) {
      long name = scratch.text(path);
      var structure = scratch.allocate(HOW_SIZE);
      structure.set(JAVA_LONG, 0, how.flags());
      structure.set(JAVA_LONG, 8, how.mode());
      structure.set(JAVA_LONG, 16, how.resolve());
      long result = -Errno.EAGAIN.number();
      for (int i = 0; i < ATTEMPTS && result == -Errno.EAGAIN.number(); i++) {
        result = OPENAT2.attempt(scratch, directory, name, structure.address(), HOW_SIZE, 0);
      }
      if (result < 0) {
        throw new LinuxException("open", Errno.of((int) -result), path);
      }
      return Fd.of((int) result);
    }
  }
}
