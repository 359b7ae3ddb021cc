package havre.engine.lifecycle;

import havre.linux.fs.FileStatus;

/// A file's mode as Go's `os.FileMode` has it.
final class FileModes {
  private static final long DIRECTORY = 1L << 31;
  private static final long SYMLINK = 1L << 27;
  private static final long DEVICE = 1L << 26;
  private static final long NAMED_PIPE = 1L << 25;
  private static final long SOCKET = 1L << 24;
  private static final long SET_UID = 1L << 23;
  private static final long SET_GID = 1L << 22;
  private static final long CHARACTER_DEVICE = 1L << 21;
  private static final long STICKY = 1L << 20;

  private FileModes() {}

  static long of(FileStatus status) {
    long mode = status.mode() & 0777;
    mode |=
        switch (status.type()) {
          case FileStatus.DIRECTORY -> DIRECTORY;
          case FileStatus.SYMLINK -> SYMLINK;
          case FileStatus.BLOCK_DEVICE -> DEVICE;
          case FileStatus.CHARACTER_DEVICE -> DEVICE | CHARACTER_DEVICE;
          case FileStatus.FIFO -> NAMED_PIPE;
          case FileStatus.SOCKET -> SOCKET;
          default -> 0;
        };
    mode |= (status.mode() & 04000) != 0 ? SET_UID : 0;
    mode |= (status.mode() & 02000) != 0 ? SET_GID : 0;
    mode |= (status.mode() & 01000) != 0 ? STICKY : 0;
    return mode;
  }
}
