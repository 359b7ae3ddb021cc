package havre.buildkit.session;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.linux.fs.FileStatus;

/// What is told of a file (`fsutil.types.Stat`).
///
/// @param path from the tree's root
/// @param mode type and permissions as Go writes them
/// @param modified nanoseconds since the epoch
/// @param link what a symbolic link says, or the path of the same file that was told before
public record Stat(
    String path,
    long mode,
    int uid,
    int gid,
    long size,
    long modified,
    String link,
    int major,
    int minor) {
  private static final long DIRECTORY = 1L << 31;
  private static final long SYMLINK = 1L << 27;
  private static final long DEVICE = 1L << 26;
  private static final long FIFO = 1L << 25;
  private static final long SOCKET = 1L << 24;
  private static final long SET_UID = 1L << 23;
  private static final long SET_GID = 1L << 22;
  private static final long CHARACTER = 1L << 21;
  private static final long STICKY = 1L << 20;
  private static final long TYPES = DIRECTORY | SYMLINK | DEVICE | FIFO | SOCKET | CHARACTER;

  static Stat of(ProtoMessage message) {
    return new Stat(
        message.string(1),
        message.number(2) & 0xffff_ffffL,
        (int) message.number(3),
        (int) message.number(4),
        message.number(5),
        message.number(6),
        message.string(7),
        (int) message.number(8),
        (int) message.number(9));
  }

  /// What is told of a file here.
  ///
  /// @param link what a symbolic link says, else empty
  public static Stat of(String path, FileStatus status, String link) {
    long type =
        switch (status.type()) {
          case FileStatus.DIRECTORY -> DIRECTORY;
          case FileStatus.SYMLINK -> SYMLINK;
          case FileStatus.BLOCK_DEVICE -> DEVICE;
          case FileStatus.CHARACTER_DEVICE -> DEVICE | CHARACTER;
          case FileStatus.FIFO -> FIFO;
          case FileStatus.SOCKET -> SOCKET;
          default -> 0;
        };
    int mode = status.mode();
    long special =
        ((mode & 04000) != 0 ? SET_UID : 0)
            | ((mode & 02000) != 0 ? SET_GID : 0)
            | ((mode & 01000) != 0 ? STICKY : 0);
    return new Stat(
        path,
        type | special | (mode & 0777),
        status.uid(),
        status.gid(),
        status.isRegular() ? status.size() : 0,
        status.modifiedSeconds() * 1_000_000_000L + status.modifiedNanos(),
        link,
        0,
        0);
  }

  /// As a message.
  public ProtoWriter message() {
    return new ProtoWriter()
        .string(1, path)
        .number(2, mode)
        .number(3, uid)
        .number(4, gid)
        .number(5, size)
        .number(6, modified)
        .string(7, link)
        .number(8, major)
        .number(9, minor);
  }

  boolean isDirectory() {
    return (mode & DIRECTORY) != 0;
  }

  boolean isSymlink() {
    return (mode & SYMLINK) != 0;
  }

  boolean isRegular() {
    return (mode & TYPES) == 0;
  }

  boolean isFifo() {
    return (mode & FIFO) != 0;
  }

  /// Permissions as the kernel has them.
  int permissions() {
    int bits = (int) (mode & 0777);
    bits |= (mode & SET_UID) != 0 ? 04000 : 0;
    bits |= (mode & SET_GID) != 0 ? 02000 : 0;
    bits |= (mode & STICKY) != 0 ? 01000 : 0;
    return bits;
  }
}
