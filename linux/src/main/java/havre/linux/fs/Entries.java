package havre.linux.fs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.KernelText;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import java.nio.file.Path;

/// Making, changing and removing the entries of a directory that is held by a descriptor.
///
/// The kernel resolves a name given here without confinement, so it should be a single component,
/// or a path that is trusted. [Root] finds the directory of a path that is not.
public final class Entries {
  private static final LibCall MKDIRAT = LibCall.returningInt("mkdirat");
  private static final LibCall MKNODAT = LibCall.returningInt("mknodat");
  private static final LibCall SYMLINKAT = LibCall.returningInt("symlinkat");
  private static final LibCall LINKAT = LibCall.returningInt("linkat");
  private static final LibCall RENAMEAT2 = LibCall.returningInt("renameat2");
  private static final LibCall UNLINKAT = LibCall.returningInt("unlinkat");
  private static final LibCall READLINKAT = LibCall.returningLong("readlinkat");
  private static final LibCall FCHOWNAT = LibCall.returningInt("fchownat");
  private static final LibCall FCHMOD = LibCall.returningInt("fchmod");
  private static final LibCall FCHMODAT = LibCall.returningInt("fchmodat");
  private static final LibCall UTIMENSAT = LibCall.returningInt("utimensat");

  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_REMOVEDIR = 0x200;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int AT_SYMLINK_FOLLOW = 0x400;
  private static final int RENAME_NOREPLACE = 1;
  private static final int RENAME_EXCHANGE = 2;
  private static final int PATH_MAX = 4096;

  private Entries() {}

  /// Makes a directory; the process's umask applies.
  public static void makeDirectory(Fd parent, String name, int mode) {
    try (var scratch = Scratch.take()) {
      MKDIRAT.invoke(scratch, name, parent.number(), scratch.text(name), mode);
    }
  }

  /// Makes a directory at a path of the host.
  public static void makeDirectory(String path, int mode) {
    try (var scratch = Scratch.take()) {
      MKDIRAT.invoke(scratch, path, Open.AT_FDCWD, scratch.text(path), mode);
    }
  }

  /// Makes a device file, fifo, socket or regular file.
  ///
  /// @param mode with the type's bits
  public static void makeNode(Fd parent, String name, int mode, int major, int minor) {
    try (var scratch = Scratch.take()) {
      MKNODAT.invoke(
          scratch, name, parent.number(), scratch.text(name), mode, device(major, minor));
    }
  }

  public static void makeSymlink(String target, Fd parent, String name) {
    try (var scratch = Scratch.take()) {
      SYMLINKAT.invoke(scratch, name, scratch.text(target), parent.number(), scratch.text(name));
    }
  }

  /// Makes a second name of an entry; a link is linked itself, not followed.
  public static void makeLink(Fd fromParent, String fromName, Fd toParent, String toName) {
    try (var scratch = Scratch.take()) {
      LINKAT.invoke(
          scratch,
          toName,
          fromParent.number(),
          scratch.text(fromName),
          toParent.number(),
          scratch.text(toName),
          0);
    }
  }

  /// Gives a name to an open file, also to one that has none.
  public static void makeLink(Fd file, Fd toParent, String toName) {
    try (var scratch = Scratch.take()) {
      LINKAT.invoke(
          scratch,
          toName,
          Open.AT_FDCWD,
          scratch.text("/proc/self/fd/" + file.number()),
          toParent.number(),
          scratch.text(toName),
          AT_SYMLINK_FOLLOW);
    }
  }

  /// Renames, replacing what has the new name.
  public static void rename(Fd fromParent, String fromName, Fd toParent, String toName) {
    rename(fromParent, fromName, toParent, toName, 0);
  }

  /// Renames, or fails with EEXIST.
  public static void renameNew(Fd fromParent, String fromName, Fd toParent, String toName) {
    rename(fromParent, fromName, toParent, toName, RENAME_NOREPLACE);
  }

  /// Swaps two entries atomically.
  public static void exchange(Fd fromParent, String fromName, Fd toParent, String toName) {
    rename(fromParent, fromName, toParent, toName, RENAME_EXCHANGE);
  }

  public static void removeFile(Fd parent, String name) {
    try (var scratch = Scratch.take()) {
      UNLINKAT.invoke(scratch, name, parent.number(), scratch.text(name), 0);
    }
  }

  public static void removeDirectory(Fd parent, String name) {
    try (var scratch = Scratch.take()) {
      UNLINKAT.invoke(scratch, name, parent.number(), scratch.text(name), AT_REMOVEDIR);
    }
  }

  /// Removes an empty directory at a path of the host.
  public static void removeDirectory(String path) {
    try (var scratch = Scratch.take()) {
      UNLINKAT.invoke(scratch, path, Open.AT_FDCWD, scratch.text(path), AT_REMOVEDIR);
    }
  }

  /// What a symbolic link says. With an empty name, of the link that was opened as a path only.
  public static String readSymlink(Fd parent, String name) {
    try (var scratch = Scratch.take()) {
      var target = scratch.allocate(PATH_MAX);
      long length =
          READLINKAT.invoke(
              scratch, name, parent.number(), scratch.text(name), target.address(), PATH_MAX);
      return KernelText.decode(target.asSlice(0, length).toArray(JAVA_BYTE));
    }
  }

  /// Changes the owner of an entry; of a link itself.
  public static void changeOwner(Fd parent, String name, int uid, int gid) {
    try (var scratch = Scratch.take()) {
      FCHOWNAT.invoke(
          scratch, name, parent.number(), scratch.text(name), uid, gid, AT_SYMLINK_NOFOLLOW);
    }
  }

  /// Changes the owner of what a descriptor refers to, also one opened as a path only.
  public static void changeOwner(Fd fd, int uid, int gid) {
    try (var scratch = Scratch.take()) {
      FCHOWNAT.invoke(scratch, fd, fd.number(), scratch.text(""), uid, gid, AT_EMPTY_PATH);
    }
  }

  /// Changes the mode of an entry that must not be a link (a link would be followed).
  public static void changeMode(Fd parent, String name, int mode) {
    try (var scratch = Scratch.take()) {
      FCHMODAT.invoke(scratch, name, parent.number(), scratch.text(name), mode, 0);
    }
  }

  /// Changes the mode of an open file or directory.
  public static void changeMode(Fd fd, int mode) {
    try (var scratch = Scratch.take()) {
      long result = FCHMOD.attempt(scratch, fd.number(), mode, 0, 0);
      if (result == -Errno.EBADF.number()) {
        String link = "/proc/self/fd/" + fd.number();
        FCHMODAT.invoke(scratch, fd, Open.AT_FDCWD, scratch.text(link), mode, 0);
      } else {
        FCHMOD.check(result, fd);
      }
    }
  }

  /// Changes the mode of a path of the host.
  public static void changeMode(Path path, int mode) {
    try (var scratch = Scratch.take()) {
      String name = path.toString();
      FCHMODAT.invoke(scratch, name, Open.AT_FDCWD, scratch.text(name), mode, 0);
    }
  }

  /// Sets access and modification time of an entry; of a link itself.
  public static void setTimes(
      Fd parent,
      String name,
      long accessedSeconds,
      int accessedNanos,
      long modifiedSeconds,
      int modifiedNanos) {
    try (var scratch = Scratch.take()) {
      var times = scratch.allocate(32);
      times.set(JAVA_LONG, 0, accessedSeconds);
      times.set(JAVA_LONG, 8, accessedNanos);
      times.set(JAVA_LONG, 16, modifiedSeconds);
      times.set(JAVA_LONG, 24, modifiedNanos);
      long path = scratch.text(name);
      UTIMENSAT.invoke(scratch, name, parent.number(), path, times.address(), AT_SYMLINK_NOFOLLOW);
    }
  }

  /// The number that the kernel gives to a device, as mknod(2) takes it.
  static long device(int major, int minor) {
    long high = major & 0xFFFFFFFFL;
    long low = minor & 0xFFFFFFFFL;
    return ((high & 0xFFFFF000L) << 32)
        | ((high & 0xFFFL) << 8)
        | ((low & 0xFFFFFF00L) << 12)
        | (low & 0xFFL);
  }

  private static void rename(
      Fd fromParent, String fromName, Fd toParent, String toName, int flags) {
    try (var scratch = Scratch.take()) {
      long result =
          RENAMEAT2.attempt(
              scratch,
              fromParent.number(),
              scratch.text(fromName),
              toParent.number(),
              scratch.text(toName),
              flags,
              0);
      if (result < 0) {
        String object = fromName + " to " + toName;
        throw new LinuxException("rename", Errno.of((int) -result), object);
      }
    }
  }
}
