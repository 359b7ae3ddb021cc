package havre.linux.fs;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.util.HashSet;
import java.util.Set;

/// Counts the bytes in a directory tree whose content is not trusted: by descriptors, following no
/// link.
public final class TreeSize {
  /// Levels that are looked at; each holds a descriptor.
  private static final int MAX_DEPTH = 256;

  private TreeSize() {}

  /// Bytes of all regular files below a directory, those with several names counted once.
  ///
  /// @param directory open, not as a path only; its offset is moved
  public static long of(Fd directory) {
    return size(directory, new HashSet<>(), 0);
  }

  private record FileId(int major, int minor, long inode) {}

  private static long size(Fd directory, Set<FileId> seen, int depth) {
    long sum = 0;
    for (DirectoryListing.Entry entry : DirectoryListing.of(directory)) {
      try {
        sum += sizeOf(directory, entry, seen, depth);
      } catch (LinuxException e) {
        // A running container removes files while they are counted.
        if (!e.is(Errno.ENOENT) && !e.is(Errno.ENOTDIR)) {
          throw e;
        }
      }
    }
    return sum;
  }

  private static long sizeOf(
      Fd directory, DirectoryListing.Entry entry, Set<FileId> seen, int depth) {
    FileStatus status = FileStatus.at(directory, entry.name());
    if (status.isRegular()) {
      var id = new FileId(status.deviceMajor(), status.deviceMinor(), status.inode());
      return status.links() == 1 || seen.add(id) ? status.size() : 0;
    }
    if (!status.isDirectory() || depth >= MAX_DEPTH) {
      return 0;
    }
    try (Fd child = Open.at(directory, entry.name(), OpenHow.DIRECTORY.noFollow())) {
      return size(child, seen, depth + 1);
    }
  }
}
