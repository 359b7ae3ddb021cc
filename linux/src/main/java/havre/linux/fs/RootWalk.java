package havre.linux.fs;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.util.ArrayDeque;
import java.util.Deque;

/// One walk below a root that makes what is missing.
///
/// Each step opens one component relative to a directory that is held, following nothing. A link's
/// text is walked in its place. `..` goes back to the directory held before, so that a directory
/// that is moved away meanwhile leads nowhere else.
final class RootWalk {
  private static final int MAX_LINKS = 40;
  private static final OpenHow ENTRY = OpenHow.PATH.noFollow();
  private static final int NO_FILE = -1;

  /// Who owns what the walk makes, and the mode of its directories.
  record Owner(int uid, int gid, int directoryMode) {}

  private final Fd root;
  private final Owner owner;
  private final Deque<Fd> above = new ArrayDeque<>();
  private final Deque<String> ahead = new ArrayDeque<>();
  private int links;

  RootWalk(Fd root, Owner owner) {
    this.root = root;
    this.owner = owner;
  }

  /// The directory at a path, made if need be.
  Fd directory(String path) {
    return walk(path, NO_FILE);
  }

  /// What is at a path; an empty file of the mode is made if nothing is.
  Fd file(String path, int mode) {
    return walk(path, mode);
  }

  private Fd walk(String path, int fileMode) {
    try {
      goAhead(path);
      while (!ahead.isEmpty()) {
        String name = ahead.pop();
        if (name.equals("..")) {
          goBack();
          continue;
        }
        boolean last = ahead.isEmpty();
        Fd entry = openOrMake(name, last ? fileMode : NO_FILE);
        if (!advance(entry, path)) {
          if (last && fileMode != NO_FILE) {
            return entry;
          }
          entry.close();
          throw new LinuxException("open", Errno.ENOTDIR, path);
        }
      }
      return above.isEmpty() ? Open.at(root, ".", OpenHow.PATH_DIRECTORY) : above.pop();
    } finally {
      above.forEach(Fd::close);
    }
  }

  /// Goes into a directory or follows a link.
  ///
  /// @return false for what is neither and stays open
  private boolean advance(Fd entry, String path) {
    int type = FileStatus.of(entry).type();
    if (type == FileStatus.DIRECTORY) {
      above.push(entry);
      return true;
    }
    if (type == FileStatus.SYMLINK) {
      try (entry) {
        follow(Entries.readSymlink(entry, ""), path);
      }
      return true;
    }
    return false;
  }

  private void follow(String target, String path) {
    if (++links > MAX_LINKS) {
      throw new LinuxException("open", Errno.ELOOP, path);
    }
    if (target.startsWith("/")) {
      above.forEach(Fd::close);
      above.clear();
    }
    goAhead(target);
  }

  private Fd openOrMake(String name, int fileMode) {
    Fd parent = above.isEmpty() ? root : above.element();
    try {
      return Open.at(parent, name, ENTRY);
    } catch (LinuxException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
    return fileMode == NO_FILE ? newDirectory(parent, name) : newFile(parent, name, fileMode);
  }

  private Fd newDirectory(Fd parent, String name) {
    try {
      Entries.makeDirectory(parent, name, owner.directoryMode);
    } catch (LinuxException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      return Open.at(parent, name, ENTRY);
    }
    return owned(Open.at(parent, name, ENTRY.directory()), owner.directoryMode);
  }

  private Fd newFile(Fd parent, String name, int mode) {
    try {
      return owned(Open.at(parent, name, OpenHow.WRITE.createNew(mode)), mode);
    } catch (LinuxException e) {
      if (!e.is(Errno.EEXIST)) {
        throw e;
      }
      return Open.at(parent, name, ENTRY);
    }
  }

  private Fd owned(Fd made, int mode) {
    try {
      Entries.changeOwner(made, owner.uid, owner.gid);
      Entries.changeMode(made, mode);
      return made;
    } catch (LinuxException e) {
      made.close();
      throw e;
    }
  }

  private void goAhead(String path) {
    String[] components = path.split("/", -1);
    for (int i = components.length - 1; i >= 0; i--) {
      if (!components[i].isEmpty() && !components[i].equals(".")) {
        ahead.push(components[i]);
      }
    }
  }

  private void goBack() {
    if (!above.isEmpty()) {
      above.pop().close();
    }
  }
}
