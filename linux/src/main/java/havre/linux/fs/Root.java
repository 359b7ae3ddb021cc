package havre.linux.fs;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.util.Optional;

/// A directory that is the root of somebody's file system: an image's layer, a container's root.
///
/// Whatever the tree holds, no path given here leads out of it: `..` stops at the root, links are
/// resolved as if the root were `/`, and this holds against processes that change the tree
/// meanwhile.
public record Root(Fd fd) implements AutoCloseable {

  /// A directory, and the name of an entry in it that may or may not exist.
  public record Place(Fd directory, String name) implements AutoCloseable {
    @Override
    public void close() {
      directory.close();
    }
  }

  public static Root open(String path) {
    return new Root(Open.path(path, OpenHow.PATH_DIRECTORY));
  }

  /// Opens what a path leads to.
  ///
  /// @throws LinuxException as openat2(2) fails
  public Fd open(String path, OpenHow how) {
    return Open.at(fd, relative(path), how.inRoot());
  }

  /// As [#open], or empty when nothing is there.
  public Optional<Fd> find(String path, OpenHow how) {
    try {
      return Optional.of(open(path, how));
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// What a path leads to, following links, or empty.
  public Optional<FileStatus> status(String path) {
    return find(path, OpenHow.PATH)
        .map(found -> {
          try (found) {
            return FileStatus.of(found);
          }
        });
  }

  /// The directory that holds, or would hold, the last component of a path. That component itself
  /// is not looked at, so it may be a link.
  ///
  /// @throws LinuxException EINVAL when the path ends in `..` or has no component
  public Place place(String path) {
    String trimmed = withoutTrailingSlashes(path);
    int slash = trimmed.lastIndexOf('/');
    String name = trimmed.substring(slash + 1);
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new LinuxException("open", Errno.EINVAL, path);
    }
    return new Place(open(trimmed.substring(0, slash + 1), OpenHow.PATH_DIRECTORY), name);
  }

  /// Makes a directory and those above it, where they are missing; links on the way are followed,
  /// also to what doesn't exist yet.
  ///
  /// @param mode of the directories made, whatever the umask
  /// @return the directory, opened as a path only
  /// @throws LinuxException ENOTDIR when something else is in the way
  public Fd makeDirectories(String path, int mode, int uid, int gid) {
    Optional<Fd> existing = find(path, OpenHow.PATH_DIRECTORY);
    return existing.isPresent()
        ? existing.get()
        : new RootWalk(fd, new RootWalk.Owner(uid, gid, mode)).directory(path);
  }

  /// Finds what a path leads to, and makes an empty file if nothing is there, with the directories
  /// above it (0755): the place for a mount of a single file.
  ///
  /// @return the file, opened as a path only
  public Fd makeFile(String path, int mode, int uid, int gid) {
    Optional<Fd> existing = find(path, OpenHow.PATH);
    return existing.isPresent()
        ? existing.get()
        : new RootWalk(fd, new RootWalk.Owner(uid, gid, 0755)).file(path, mode);
  }

  @Override
  public void close() {
    fd.close();
  }

  /// openat2 takes no empty path; an absolute one is the same as a relative one below a root.
  private static String relative(String path) {
    return path.isEmpty() ? "." : path;
  }

  private static String withoutTrailingSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }
}
