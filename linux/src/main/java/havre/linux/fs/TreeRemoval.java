package havre.linux.fs;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.util.ArrayDeque;
import java.util.Deque;

/// Removes a directory with all that is in it.
///
/// It follows no link and enters no other mount. A tree may be deeper than descriptors allow, so
/// from a certain depth on a directory is first moved up beside the top.
public final class TreeRemoval {
  private static final int MAX_DEPTH = 64;
  private static final OpenHow ENTER = OpenHow.DIRECTORY.noFollow().noSymlinks().sameMount();

  private final Fd parent;
  private final Deque<String> pending = new ArrayDeque<>();
  private int moved;

  private TreeRemoval(Fd parent) {
    this.parent = parent;
  }

  /// Removes an entry of a directory, whatever it is; nothing happens when it isn't there.
  ///
  /// @throws LinuxException EXDEV when something is mounted below it
  public static void remove(Fd parent, String name) {
    try {
      Entries.removeFile(parent, name);
    } catch (LinuxException e) {
      if (e.is(Errno.EISDIR) || e.is(Errno.EPERM)) {
        new TreeRemoval(parent).removeAll(name);
      } else if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
  }

  private void removeAll(String name) {
    pending.add(name);
    while (!pending.isEmpty()) {
      String next = pending.poll();
      removeDirectory(parent, next, 0, next);
    }
  }

  private void removeDirectory(Fd holder, String name, int depth, String top) {
    try (Fd directory = Open.at(holder, name, ENTER)) {
      for (var entry : DirectoryListing.of(directory)) {
        if (!entry.directory() && removeLeaf(directory, entry.name())) {
          continue;
        }
        if (depth < MAX_DEPTH) {
          removeDirectory(directory, entry.name(), depth + 1, top);
        } else {
          moveUp(directory, entry.name(), top);
        }
      }
    }
    Entries.removeDirectory(holder, name);
  }

  /// False when it is a directory after all, on file systems whose listings don't say so.
  private static boolean removeLeaf(Fd directory, String name) {
    try {
      Entries.removeFile(directory, name);
      return true;
    } catch (LinuxException e) {
      if (e.is(Errno.EISDIR)) {
        return false;
      }
      throw e;
    }
  }

  private void moveUp(Fd directory, String name, String top) {
    String beside = top.substring(0, Math.min(top.length(), 100)) + ".removed-" + moved++;
    Entries.renameNew(directory, name, parent, beside);
    pending.add(beside);
  }
}
