package havre.linux.fs;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;
import java.lang.foreign.MemorySegment;

/// What statx(2) tells of a file.
///
/// @param mode type and permission bits
/// @param links the number of hard links
/// @param blocks allocated blocks of 512 bytes
/// @param deviceMajor of the file system it lies on
/// @param specialMajor of the device it is, for device files
/// @param modifiedSeconds since 1970, with the nanoseconds beside; so are the other times
public record FileStatus(
    int mode,
    long links,
    int uid,
    int gid,
    long inode,
    long size,
    long blocks,
    int deviceMajor,
    int deviceMinor,
    int specialMajor,
    int specialMinor,
    long accessedSeconds,
    int accessedNanos,
    long modifiedSeconds,
    int modifiedNanos,
    long changedSeconds,
    int changedNanos,
    long mountId) {
  public static final int TYPE_MASK = 0170000;
  public static final int SOCKET = 0140000;
  public static final int SYMLINK = 0120000;
  public static final int REGULAR = 0100000;
  public static final int BLOCK_DEVICE = 0060000;
  public static final int DIRECTORY = 0040000;
  public static final int CHARACTER_DEVICE = 0020000;
  public static final int FIFO = 0010000;

  private static final LibCall STATX = LibCall.returningInt("statx");
  private static final int STATX_SIZE = 256;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_MNT_ID = 0x1000;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_EMPTY_PATH = 0x1000;

  /// Of what a descriptor refers to, also one opened as a path only.
  public static FileStatus of(Fd fd) {
    return statx(fd.number(), "", AT_EMPTY_PATH, fd);
  }

  /// Of an entry, following no link at its end. The way to it is not confined: pass a single name,
  /// or a path that is trusted.
  public static FileStatus at(Fd directory, String name) {
    return statx(directory.number(), name, AT_SYMLINK_NOFOLLOW, name);
  }

  /// Of a path of the host, following links.
  public static FileStatus ofPath(String path) {
    return statx(Open.AT_FDCWD, path, 0, path);
  }

  public int type() {
    return mode & TYPE_MASK;
  }

  public int permissions() {
    return mode & ~TYPE_MASK;
  }

  public boolean isDirectory() {
    return type() == DIRECTORY;
  }

  public boolean isRegular() {
    return type() == REGULAR;
  }

  public boolean isSymlink() {
    return type() == SYMLINK;
  }

  /// Whether it is the very file of another status.
  public boolean isSameFile(FileStatus other) {
    return inode == other.inode
        && deviceMajor == other.deviceMajor
        && deviceMinor == other.deviceMinor;
  }

  private static FileStatus statx(int directory, String path, int flags, Object object) {
    try (var scratch = Scratch.take()) {
      MemorySegment s = scratch.allocate(STATX_SIZE);
      long name = scratch.text(path);
      long mask = STATX_BASIC_STATS | STATX_MNT_ID;
      STATX.invoke(scratch, object, directory, name, flags, mask, s.address());
      return new FileStatus(
          s.get(JAVA_SHORT, 28) & 0xFFFF,
          s.get(JAVA_INT, 16),
          s.get(JAVA_INT, 20),
          s.get(JAVA_INT, 24),
          s.get(JAVA_LONG, 32),
          s.get(JAVA_LONG, 40),
          s.get(JAVA_LONG, 48),
          s.get(JAVA_INT, 136),
          s.get(JAVA_INT, 140),
          s.get(JAVA_INT, 128),
          s.get(JAVA_INT, 132),
          s.get(JAVA_LONG, 64),
          s.get(JAVA_INT, 72),
          s.get(JAVA_LONG, 112),
          s.get(JAVA_INT, 120),
          s.get(JAVA_LONG, 96),
          s.get(JAVA_INT, 104),
          s.get(JAVA_LONG, 144));
    }
  }
}
