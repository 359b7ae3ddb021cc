package havre.store.diff;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.ExtendedAttributes;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.TreeRemoval;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// What an earlier archive left in a directory, while another is unpacked over it: files that are
/// the same stay, and what the new archive does not have goes.
///
/// Nothing there is trusted: content is compared byte for byte, a file with several names or
/// attributes is made anew, and so is a directory that the new archive merely implies, unless it is
/// as such a one is made. Not thread-safe.
final class EarlierTree {
  private static final int BUFFER = 256 * 1024;
  private static final OpenHow CHANGE = OpenHow.READ_WRITE.noFollow().nonBlocking();
  private static final OpenHow ENTER = OpenHow.DIRECTORY.noFollow();

  private final Fd root;
  private final LayerDirectories directories;
  private final long rootInode;
  private final Set<String> paths = new HashSet<>();
  private final Set<Long> inodes = new HashSet<>();
  private final NativeBuffer buffer = NativeBuffer.allocate(BUFFER);
  private final byte[] wanted = new byte[BUFFER];
  private final byte[] found = new byte[BUFFER];

  EarlierTree(Fd root, LayerDirectories directories) {
    this.root = root;
    this.directories = directories;
    rootInode = FileStatus.of(root).inode();
  }

  /// Takes away what stands where the archive implies a directory. To be called before an entry.
  void prepare(EntryPath path) {
    int from = 0;
    while (from <= path.parent().length() && !path.parent().isEmpty()) {
      int slash = path.parent().indexOf('/', from);
      int end = slash < 0 ? path.parent().length() : slash;
      String ancestor = path.parent().substring(0, end);
      if (paths.add(ancestor)) {
        EntryPath implied = EntryPath.of(ancestor, TarLimits.DEFAULT);
        directories.forget();
        Fd parent = directories.existingOrMade(implied.parent());
        if (!isAsImplied(parent, implied.name())) {
          TreeRemoval.remove(parent, implied.name());
          directories.forget();
        }
      }
      from = end + 1;
    }
  }

  /// Whether a directory is there as one that an archive implies is made.
  private static boolean isAsImplied(Fd parent, String name) {
    try (Fd directory = Open.at(parent, name, ENTER)) {
      FileStatus status = FileStatus.of(directory);
      return status.permissions() == LayerDirectories.IMPLIED_MODE
          && status.uid() == 0
          && status.gid() == 0
          && ExtendedAttributes.list(directory).isEmpty();
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR) || e.is(Errno.ELOOP)) {
        return false;
      }
      throw e;
    }
  }

  /// Notes that the archive has made this entry.
  void keep(Fd parent, EntryPath path) {
    paths.add(path.path());
    inodes.add(FileStatus.at(parent, path.name()).inode());
    keepAbove(parent);
  }

  /// The directories above count too, wherever links of the archive have led.
  private void keepAbove(Fd directory) {
    FileStatus status = FileStatus.of(directory);
    if (status.inode() != rootInode && inodes.add(status.inode())) {
      try (Fd above = Open.at(directory, "..", OpenHow.DIRECTORY)) {
        keepAbove(above);
      }
    }
  }

  /// Makes a file of the archive's content out of the one that is there, if it can be done in
  /// place.
  ///
  /// @return false when nothing was read
  boolean reuse(TarEntry entry, EntryPath path, Fd parent, FileStatus there, TarReader tar)
      throws IOException {
    boolean alike =
        entry.type() == TarEntry.REGULAR
            && !entry.isSparse()
            && entry.xattrs().isEmpty()
            && there.isRegular()
            && there.links() == 1;
    if (!alike || inodes.contains(there.inode())) {
      return false;
    }
    try (Fd file = Open.at(parent, path.name(), CHANGE)) {
      FileStatus opened = FileStatus.of(file);
      if (opened.inode() != there.inode() || !ExtendedAttributes.list(file).isEmpty()) {
        return false;
      }
      boolean changed = fill(file, entry.size(), tar);
      if (opened.size() > entry.size()) {
        Io.truncate(file, entry.size());
        changed = true;
      }
      boolean owned =
          opened.uid() == (int) entry.uid()
              && opened.gid() == (int) entry.gid()
              && opened.permissions() == EntryMetadata.mode(entry);
      if (changed || !owned) {
        EntryMetadata.apply(file, entry);
      }
      boolean timed =
          opened.modifiedSeconds() == entry.modifiedSeconds()
              && opened.modifiedNanos() == entry.modifiedNanos();
      if (changed || !timed) {
        EntryMetadata.applyTimes(parent, path.name(), entry);
      }
    }
    return true;
  }

  /// Writes what differs.
  private boolean fill(Fd file, long size, TarReader tar) throws IOException {
    boolean changed = false;
    long at = 0;
    while (at < size) {
      int length = 0;
      int most = (int) Math.min(BUFFER, size - at);
      while (length < most) {
        int count = tar.read(wanted, length, most - length);
        if (count < 0) {
          throw new MalformedArchiveException("unexpected EOF");
        }
        length += count;
      }
      if (!holds(file, at, length)) {
        buffer.put(0, wanted, 0, length);
        for (int written = 0; written < length; ) {
          written += Io.writeAt(file, at + written, buffer, written, length - written);
        }
        changed = true;
      }
      at += length;
    }
    return changed;
  }

  private boolean holds(Fd file, long at, int length) {
    int count = Io.readAt(file, at, buffer, 0, length);
    if (count != length) {
      return false;
    }
    buffer.get(0, found, 0, length);
    return Arrays.equals(wanted, 0, length, found, 0, length);
  }

  /// Removes everything that the archive did not make.
  void sweep() {
    directories.forget();
    try (Fd opened = Open.again(root, OpenHow.DIRECTORY)) { // not where a listing has ended before
      sweep(opened);
    }
  }

  private void sweep(Fd directory) {
    for (DirectoryListing.Entry entry : DirectoryListing.of(directory)) {
      FileStatus status = FileStatus.at(directory, entry.name());
      if (!inodes.contains(status.inode())) {
        TreeRemoval.remove(directory, entry.name());
      } else if (status.isDirectory()) {
        try (Fd below = Open.at(directory, entry.name(), ENTER)) {
          sweep(below);
        }
      }
    }
  }
}
