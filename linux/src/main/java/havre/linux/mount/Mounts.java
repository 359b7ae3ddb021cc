package havre.linux.mount;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.Scratch;
import havre.linux.SystemCall;
import java.util.Collection;

/// Attaching, copying, changing and removing mounts.
public final class Mounts {
  /// `MNT_DETACH`: gone from the tree at once, in fact when nobody uses it any more.
  public static final int DETACH = 2;

  /// `UMOUNT_NOFOLLOW`.
  public static final int NO_FOLLOW = 8;

  public static final long MS_READ_ONLY = 0x1;
  public static final long MS_BIND = 0x1000;
  public static final long MS_RECURSIVE = 0x4000;

  private static final LibCall MOUNT = LibCall.returningInt("mount");
  private static final LibCall UMOUNT2 = LibCall.returningInt("umount2");
  private static final SystemCall OPEN_TREE = new SystemCall("open_tree", 428);
  private static final SystemCall MOVE_MOUNT = new SystemCall("move_mount", 429);
  private static final SystemCall MOUNT_SETATTR = new SystemCall("mount_setattr", 442);

  private static final int AT_FDCWD = -100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_RECURSIVE = 0x8000;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int OPEN_TREE_CLOEXEC = 0x80000;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 0x4;
  private static final int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
  private static final int MOUNT_ATTR_SIZE = 32;

  private Mounts() {}

  /// mount(2), on paths of the calling thread's mount namespace.
  ///
  /// @param data the file system's options, or empty
  public static void mount(String source, String target, String type, long flags, String data) {
    try (var scratch = Scratch.take()) {
      String object = (type.isEmpty() ? source : type) + " on " + target;
      MOUNT.invoke(
          scratch,
          object,
          scratch.text(source),
          scratch.text(target),
          type.isEmpty() ? 0 : scratch.text(type),
          flags,
          data.isEmpty() ? 0 : scratch.text(data));
    }
  }

  public static void unmount(String target, int flags) {
    try (var scratch = Scratch.take()) {
      UMOUNT2.invoke(scratch, target, scratch.text(target), flags);
    }
  }

  /// A detached copy of the mount that a path leads to, rooted at that path: what a bind mount is
  /// before it has a place.
  public static Fd copy(String path, boolean recursive) {
    try (var scratch = Scratch.take()) {
      return openTree(scratch, AT_FDCWD, path, copyFlags(recursive));
    }
  }

  /// As [#copy(String, boolean)], of a file or directory that is held.
  public static Fd copy(Fd source, boolean recursive) {
    try (var scratch = Scratch.take()) {
      int flags = copyFlags(recursive) | AT_EMPTY_PATH;
      return openTree(scratch, source.number(), "", flags);
    }
  }

  /// Puts a detached mount on a file or directory that is held.
  public static void attach(Fd mount, Fd target) {
    try (var scratch = Scratch.take()) {
      long empty = scratch.text("");
      long flags = MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH;
      MOVE_MOUNT.invoke(scratch, mount, mount.number(), empty, target.number(), empty, flags);
    }
  }

  /// Puts a detached mount on a path.
  public static void attach(Fd mount, String target) {
    try (var scratch = Scratch.take()) {
      MOVE_MOUNT.invoke(
          scratch,
          target,
          mount.number(),
          scratch.text(""),
          AT_FDCWD,
          scratch.text(target),
          MOVE_MOUNT_F_EMPTY_PATH);
    }
  }

  /// Adds attributes to a mount that is held, or to all below it too.
  public static void addAttributes(
      Fd mount, Collection<MountAttribute> attributes, boolean recursive) {
    long bits = MountAttribute.bits(attributes);
    setAttributes(mount.number(), "", bits, 0, AT_EMPTY_PATH | recursive(recursive));
  }

  /// Sets how mounting below a mount that is held spreads.
  public static void setPropagation(Fd mount, Propagation propagation, boolean recursive) {
    setAttributes(mount.number(), "", 0, propagation.flag(), AT_EMPTY_PATH | recursive(recursive));
  }

  /// As [#setPropagation(Fd, Propagation, boolean)], for a mount point.
  public static void setPropagation(String path, Propagation propagation, boolean recursive) {
    setAttributes(AT_FDCWD, path, 0, propagation.flag(), recursive(recursive));
  }

  private static int copyFlags(boolean recursive) {
    return OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | recursive(recursive);
  }

  private static int recursive(boolean recursive) {
    return recursive ? AT_RECURSIVE : 0;
  }

  private static Fd openTree(Scratch scratch, int directory, String path, int flags) {
    Object object = path.isEmpty() ? "fd " + directory : path;
    return Fd.of((int) OPEN_TREE.invoke(scratch, object, directory, scratch.text(path), flags));
  }

  /// ```
  /// struct mount_attr { __u64 attr_set, attr_clr, propagation, userns_fd; };
  /// ```
  private static void setAttributes(
      int directory, String path, long set, long propagation, int flags) {
    try (var scratch = Scratch.take()) {
      var attributes = scratch.zeroed(MOUNT_ATTR_SIZE);
      attributes.set(JAVA_LONG, 0, set);
      attributes.set(JAVA_LONG, 16, propagation);
      Object object = path.isEmpty() ? "fd " + directory : path;
      MOUNT_SETATTR.invoke(
          scratch,
          object,
          directory,
          scratch.text(path),
          flags,
          attributes.address(),
          MOUNT_ATTR_SIZE);
    }
  }
}
