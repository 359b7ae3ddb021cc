package havre.volumes;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Entries;
import havre.linux.fs.ExtendedAttributes;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/// Copies a directory's content with owners, modes, times, extended attributes and hard links, by
/// descriptors alone: no name is looked up anywhere but in the directory that is open, and no link
/// is followed.
final class TreeCopy {
  private record FileKey(int deviceMajor, int deviceMinor, long inode) {}

  /// Where the first name of a file with several names went; forgotten when that directory is
  /// closed, so that links between directories become copies.
  private record Copied(Fd directory, String name) {}

  private final Map<FileKey, Copied> linked = new HashMap<>();

  private TreeCopy() {}

  /// Copies what is in `source` into `target`, and gives `target` the owner, mode and times of
  /// `source`.
  static void copy(Fd source, Fd target) throws IOException {
    new TreeCopy().copyDirectory(source, target);
    FileStatus status = FileStatus.of(source);
    Entries.changeOwner(target, status.uid(), status.gid());
    Entries.changeMode(target, status.permissions());
  }

  private void copyDirectory(Fd source, Fd target) throws IOException {
    for (DirectoryListing.Entry entry : DirectoryListing.of(source)) {
      copyEntry(source, target, entry.name());
    }
  }

  private void copyEntry(Fd source, Fd target, String name) throws IOException {
    FileStatus status = FileStatus.at(source, name);
    switch (status.type()) {
      case FileStatus.DIRECTORY -> {
        Entries.makeDirectory(target, name, 0700);
        try (Fd from = Open.at(source, name, OpenHow.DIRECTORY.noFollow());
            Fd to = Open.at(target, name, OpenHow.DIRECTORY.noFollow())) {
          copyDirectory(from, to);
          linked.values().removeIf(copied -> copied.directory() == to);
        }
      }
      case FileStatus.REGULAR -> {
        if (status.links() > 1 && linkToCopy(status, target, name)) {
          return;
        }
        copyFile(source, target, name);
      }
      case FileStatus.SYMLINK ->
          Entries.makeSymlink(Entries.readSymlink(source, name), target, name);
      default ->
          Entries.makeNode(
              target, name, status.mode(), status.specialMajor(), status.specialMinor());
    }
    copyAttributes(source, target, name, status);
  }

  private boolean linkToCopy(FileStatus status, Fd target, String name) {
    var key = new FileKey(status.deviceMajor(), status.deviceMinor(), status.inode());
    Copied first = linked.putIfAbsent(key, new Copied(target, name));
    if (first == null) {
      return false;
    }
    Entries.makeLink(first.directory(), first.name(), target, name);
    return true;
  }

  private static void copyFile(Fd source, Fd target, String name) throws IOException {
    try (Fd from = Open.at(source, name, OpenHow.READ.noFollow());
        Fd to = Open.at(target, name, OpenHow.WRITE.createNew(0600).noFollow());
        FileChannel in = channel(from, StandardOpenOption.READ);
        FileChannel out = channel(to, StandardOpenOption.WRITE)) {
      long size = in.size();
      for (long done = 0; done < size; ) {
        long count = in.transferTo(done, size - done, out);
        if (count == 0) {
          break; // the file became shorter
        }
        done += count;
      }
    }
  }

  private static FileChannel channel(Fd fd, StandardOpenOption option) throws IOException {
    return FileChannel.open(Path.of("/proc/self/fd/" + fd.number()), option);
  }

  private static void copyAttributes(Fd source, Fd target, String name, FileStatus status) {
    Entries.changeOwner(target, name, status.uid(), status.gid());
    if (!status.isSymlink()) {
      Entries.changeMode(target, name, status.permissions());
    }
    for (String attribute : ExtendedAttributes.list(source, name)) {
      byte[] value = ExtendedAttributes.get(source, name, attribute);
      if (value != null && !attribute.startsWith("trusted.overlay.")) {
        setAttribute(target, name, attribute, value);
      }
    }
    Entries.setTimes(
        target,
        name,
        status.accessedSeconds(),
        status.accessedNanos(),
        status.modifiedSeconds(),
        status.modifiedNanos());
  }

  /// Attributes that the target's file system can't hold are left out, as cp(1) leaves them.
  private static void setAttribute(Fd target, String name, String attribute, byte[] value) {
    try {
      ExtendedAttributes.set(target, name, attribute, value);
    } catch (LinuxException e) {
      if (!e.is(Errno.ENOTSUP) && !e.is(Errno.EPERM)) {
        throw e;
      }
    }
  }
}
