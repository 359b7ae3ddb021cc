package havre.linux.fs;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;

/// What fstatfs(2) tells of a file system.
///
/// @param type its magic number, such as [#PROC]
/// @param readOnly whether it is mounted read-only
/// @param blocks in all, of `blockSize` bytes
/// @param availableBlocks those that users without privileges may take
public record FileSystemStatistics(
    long type,
    boolean readOnly,
    long blockSize,
    long blocks,
    long freeBlocks,
    long availableBlocks,
    long files) {
  public static final long PROC = 0x9fa0;
  public static final long SYSFS = 0x62656572;
  public static final long TMPFS = 0x01021994;
  public static final long OVERLAY = 0x794c7630;
  public static final long CGROUP2 = 0x63677270;
  public static final long CGROUP = 0x27e0eb;

  private static final LibCall FSTATFS = LibCall.returningInt("fstatfs");
  private static final int STATFS_SIZE = 120;
  private static final int FLAGS = 80;
  private static final long ST_RDONLY = 1;

  /// Of the file system on which the file lies.
  public static FileSystemStatistics of(Fd fd) {
    try (var scratch = Scratch.take()) {
      var s = scratch.allocate(STATFS_SIZE);
      FSTATFS.invoke(scratch, fd, fd.number(), s.address());
      return new FileSystemStatistics(
          s.get(JAVA_LONG, 0),
          (s.get(JAVA_LONG, FLAGS) & ST_RDONLY) != 0,
          s.get(JAVA_LONG, 8),
          s.get(JAVA_LONG, 16),
          s.get(JAVA_LONG, 24),
          s.get(JAVA_LONG, 32),
          s.get(JAVA_LONG, 40));
    }
  }

  public long totalBytes() {
    return blocks * blockSize;
  }

  public long availableBytes() {
    return availableBlocks * blockSize;
  }
}
