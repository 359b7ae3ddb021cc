package havre.linux.fs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.KernelText;
import havre.linux.LibCall;
import havre.linux.Scratch;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Extended attributes (xattr(7)) of an entry in a directory that is held by a descriptor, of a
/// link itself, or of an open file.
///
/// As with [Entries], a name should be a single component.
public final class ExtendedAttributes {
  private static final LibCall LSETXATTR = LibCall.returningInt("lsetxattr");
  private static final LibCall LGETXATTR = LibCall.returningLong("lgetxattr");
  private static final LibCall LLISTXATTR = LibCall.returningLong("llistxattr");
  private static final LibCall LREMOVEXATTR = LibCall.returningInt("lremovexattr");
  private static final LibCall FSETXATTR = LibCall.returningInt("fsetxattr");
  private static final LibCall FGETXATTR = LibCall.returningLong("fgetxattr");
  private static final LibCall FLISTXATTR = LibCall.returningLong("flistxattr");
  private static final int VALUE_MAX = 64 * 1024;

  private ExtendedAttributes() {}

  public static void set(Fd parent, String name, String attribute, byte[] value) {
    try (var scratch = Scratch.take()) {
      long path = scratch.text(path(parent, name));
      long key = scratch.text(attribute);
      long address = scratch.bytes(value).address();
      LSETXATTR.invoke(scratch, name, path, key, address, value.length, 0);
    }
  }

  /// Of a file or directory that is open, not as a path only.
  public static void set(Fd fd, String attribute, byte[] value) {
    try (var scratch = Scratch.take()) {
      long key = scratch.text(attribute);
      long address = scratch.bytes(value).address();
      FSETXATTR.invoke(scratch, fd, fd.number(), key, address, value.length, 0);
    }
  }

  /// The value, or null when there is none of this name or the file system has no attributes.
  public static byte @Nullable [] get(Fd parent, String name, String attribute) {
    try (var scratch = Scratch.take()) {
      long path = scratch.text(path(parent, name));
      long key = scratch.text(attribute);
      MemorySegment value = scratch.allocate(VALUE_MAX);
      long length = LGETXATTR.attempt(scratch, path, key, value.address(), VALUE_MAX);
      return value(LGETXATTR, length, value, name);
    }
  }

  public static byte @Nullable [] get(Fd fd, String attribute) {
    try (var scratch = Scratch.take()) {
      long key = scratch.text(attribute);
      MemorySegment value = scratch.allocate(VALUE_MAX);
      long length = FGETXATTR.attempt(scratch, fd.number(), key, value.address(), VALUE_MAX);
      return value(FGETXATTR, length, value, fd);
    }
  }

  /// The names of an entry's attributes, in the kernel's order.
  public static List<String> list(Fd parent, String name) {
    try (var scratch = Scratch.take()) {
      long path = scratch.text(path(parent, name));
      long length = LLISTXATTR.attempt(scratch, path, 0, 0, 0);
      if (length == 0) {
        return List.of();
      }
      MemorySegment names = scratch.allocate(VALUE_MAX);
      length = LLISTXATTR.attempt(scratch, path, names.address(), VALUE_MAX, 0);
      return names(LLISTXATTR, length, names, name);
    }
  }

  public static List<String> list(Fd fd) {
    try (var scratch = Scratch.take()) {
      MemorySegment names = scratch.allocate(VALUE_MAX);
      long length = FLISTXATTR.attempt(scratch, fd.number(), names.address(), VALUE_MAX, 0);
      return names(FLISTXATTR, length, names, fd);
    }
  }

  /// Removes an attribute; nothing happens when it isn't there.
  public static void remove(Fd parent, String name, String attribute) {
    try (var scratch = Scratch.take()) {
      long path = scratch.text(path(parent, name));
      long result = LREMOVEXATTR.attempt(scratch, path, scratch.text(attribute), 0, 0);
      if (result != -Errno.ENODATA.number()) {
        LREMOVEXATTR.check(result, name);
      }
    }
  }

  private static byte @Nullable [] value(
      LibCall call, long length, MemorySegment value, Object object) {
    if (length == -Errno.ENODATA.number() || length == -Errno.ENOTSUP.number()) {
      return null;
    }
    return value.asSlice(0, call.check(length, object)).toArray(JAVA_BYTE);
  }

  private static List<String> names(LibCall call, long length, MemorySegment names, Object object) {
    if (length == -Errno.ENOTSUP.number()) {
      return List.of();
    }
    byte[] bytes = names.asSlice(0, call.check(length, object)).toArray(JAVA_BYTE);
    var found = new ArrayList<String>();
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        found.add(KernelText.decode(bytes, from, i - from));
        from = i + 1;
      }
    }
    return found;
  }

  /// There is no lsetxattrat(2) on the kernels to be supported: the directory is named by its
  /// descriptor.
  private static String path(Fd parent, String name) {
    return "/proc/self/fd/" + parent.number() + "/" + name;
  }
}
