package havre.linux.fs;

/// How to open: what openat2(2) calls `struct open_how`. Values are immutable, so keep those used
/// often as constants. Close-on-exec is always set.
///
/// @param flags the `O_*` bits
/// @param mode the mode of a file that gets created
/// @param resolve the `RESOLVE_*` bits
public record OpenHow(long flags, long mode, long resolve) {
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0x40;
  private static final int O_EXCL = 0x80;
  private static final int O_NOCTTY = 0x100;
  private static final int O_TRUNC = 0x200;
  private static final int O_APPEND = 0x400;
  private static final int O_NONBLOCK = 0x800;
  private static final int O_DIRECTORY = 0x10000;
  private static final int O_NOFOLLOW = 0x20000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_PATH = 0x200000;

  private static final int RESOLVE_NO_XDEV = 1;
  private static final int RESOLVE_NO_MAGICLINKS = 2;
  private static final int RESOLVE_NO_SYMLINKS = 4;
  private static final int RESOLVE_BENEATH = 8;
  private static final int RESOLVE_IN_ROOT = 16;

  public static final OpenHow READ = new OpenHow(O_CLOEXEC | O_NOCTTY, 0, 0);
  public static final OpenHow WRITE = READ.with(O_WRONLY);
  public static final OpenHow READ_WRITE = READ.with(O_RDWR);

  /// Only a handle on the place, with no right to read or write.
  public static final OpenHow PATH = new OpenHow(O_CLOEXEC | O_PATH, 0, 0);

  public static final OpenHow DIRECTORY = READ.with(O_DIRECTORY);
  public static final OpenHow PATH_DIRECTORY = PATH.with(O_DIRECTORY);

  /// Creates it if it isn't there.
  public OpenHow create(int mode) {
    return new OpenHow(flags | O_CREAT, mode, resolve);
  }

  /// Creates it, and fails with EEXIST if it is there, even as a dangling link.
  public OpenHow createNew(int mode) {
    return new OpenHow(flags | O_CREAT | O_EXCL, mode, resolve);
  }

  public OpenHow truncate() {
    return with(O_TRUNC);
  }

  public OpenHow append() {
    return with(O_APPEND);
  }

  public OpenHow nonBlocking() {
    return with(O_NONBLOCK);
  }

  /// Fails with ENOTDIR unless it is a directory.
  public OpenHow directory() {
    return with(O_DIRECTORY);
  }

  /// Does not follow a link at the end: fails with ELOOP, or with [#PATH] opens the link itself.
  public OpenHow noFollow() {
    return with(O_NOFOLLOW);
  }

  /// Takes the directory as the root of the file system: `..` and absolute links stay inside it.
  public OpenHow inRoot() {
    return resolving(RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
  }

  /// Fails with EXDEV when the path leads out of the directory.
  public OpenHow beneath() {
    return resolving(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
  }

  /// Follows no link anywhere on the way.
  public OpenHow noSymlinks() {
    return resolving(RESOLVE_NO_SYMLINKS);
  }

  /// Crosses into no other mount.
  public OpenHow sameMount() {
    return resolving(RESOLVE_NO_XDEV);
  }

  private OpenHow with(int more) {
    return new OpenHow(flags | more, mode, resolve);
  }

  private OpenHow resolving(int more) {
    return new OpenHow(flags, mode, resolve | more);
  }
}
