package havre.linux.mount;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LibCall;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import havre.linux.SystemCall;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A file system being configured: fsopen(2), fsconfig(2), fsmount(2). The mount it ends in is
/// attached nowhere: it lives as long as its descriptor, or until [Mounts#attach] gives it a place.
public final class FileSystemContext implements AutoCloseable {
  private static final SystemCall FSOPEN = new SystemCall("fsopen", 430);
  private static final SystemCall FSCONFIG = new SystemCall("fsconfig", 431);
  private static final SystemCall FSMOUNT = new SystemCall("fsmount", 432);
  private static final LibCall READ = LibCall.returningLong("read");
  private static final int CLOEXEC = 1;
  private static final int SET_FLAG = 0;
  private static final int SET_STRING = 1;
  private static final int SET_FD = 5;
  private static final int CMD_CREATE = 6;
  private static final int MESSAGE_SIZE = 1024;

  private final Fd fd;
  private final String type;

  private FileSystemContext(Fd fd, String type) {
    this.fd = fd;
    this.type = type;
  }

  /// @param type such as `overlay` or `tmpfs`
  public static FileSystemContext open(String type) {
    try (var scratch = Scratch.take()) {
      long fd = FSOPEN.invoke(scratch, type, scratch.text(type), CLOEXEC);
      return new FileSystemContext(Fd.of((int) fd), type);
    }
  }

  /// Sets a parameter; the kernel takes values of up to 255 bytes.
  public FileSystemContext set(String key, String value) {
    try (var scratch = Scratch.take()) {
      configure(scratch, SET_STRING, key, scratch.text(value), 0, key + "=" + value);
    }
    return this;
  }

  public FileSystemContext setFlag(String key) {
    try (var scratch = Scratch.take()) {
      configure(scratch, SET_FLAG, key, 0, 0, key);
    }
    return this;
  }

  public FileSystemContext set(String key, Fd value) {
    try (var scratch = Scratch.take()) {
      configure(scratch, SET_FD, key, 0, value.number(), key);
    }
    return this;
  }

  /// Makes the file system and a detached mount of it.
  public Fd mount(Collection<MountAttribute> attributes) {
    try (var scratch = Scratch.take()) {
      long created = FSCONFIG.attempt(scratch, fd.number(), CMD_CREATE, 0, 0, 0);
      check("mount", created, type);
      long bits = MountAttribute.bits(attributes);
      long mount = FSMOUNT.attempt(scratch, fd.number(), CLOEXEC, bits, 0, 0);
      check("fsmount", mount, type);
      return Fd.of((int) mount);
    }
  }

  @Override
  public void close() {
    fd.close();
  }

  private void configure(
      Scratch scratch, int command, String key, long value, int number, String object) {
    long name = scratch.text(key);
    long result = FSCONFIG.attempt(scratch, fd.number(), command, name, value, number);
    check("fsconfig", result, type + " " + object);
  }

  /// The kernel explains what it refuses; that goes into the error.
  private void check(String call, long result, String object) {
    if (result < 0) {
      List<String> reasons = messages();
      String text = reasons.isEmpty() ? object : object + " (" + String.join("; ", reasons) + ")";
      throw new LinuxException(call, Errno.of((int) -result), text);
    }
  }

  private List<String> messages() {
    var messages = new ArrayList<String>();
    try (var scratch = Scratch.take()) {
      var memory = scratch.allocate(MESSAGE_SIZE);
      while (true) {
        long length = READ.attempt(scratch, fd.number(), memory.address(), MESSAGE_SIZE, 0);
        if (length <= 0) {
          return messages;
        }
        byte[] bytes = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        messages.add(new String(bytes, StandardCharsets.UTF_8).strip());
      }
    }
  }
}
