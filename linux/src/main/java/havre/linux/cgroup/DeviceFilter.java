package havre.linux.cgroup;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.Scratch;
import havre.linux.SystemCall;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.lang.foreign.MemorySegment;

/// Loads a program of device rules and attaches it to a cgroup of version 2, where it stays as long
/// as the cgroup. bpf(2).
final class DeviceFilter {
  private static final SystemCall BPF =
      new SystemCall("bpf", System.getProperty("os.arch").equals("amd64") ? 321 : 280);
  private static final int PROG_LOAD = 5;
  private static final int PROG_ATTACH = 8;
  private static final int TYPE_CGROUP_DEVICE = 15;
  private static final int ATTACH_CGROUP_DEVICE = 6;
  private static final int ALLOW_MULTI = 2;
  private static final int ATTRIBUTES_SIZE = 128;

  private DeviceFilter() {}

  static void attach(String cgroup, long[] program) {
    try (Fd directory = Open.path(cgroup, OpenHow.DIRECTORY);
        Fd loaded = load(program);
        var scratch = Scratch.take()) {
      MemorySegment attributes = scratch.zeroed(ATTRIBUTES_SIZE);
      attributes.set(JAVA_INT, 0, directory.number());
      attributes.set(JAVA_INT, 4, loaded.number());
      attributes.set(JAVA_INT, 8, ATTACH_CGROUP_DEVICE);
      attributes.set(JAVA_INT, 12, ALLOW_MULTI);
      BPF.invoke(scratch, cgroup, PROG_ATTACH, attributes.address(), ATTRIBUTES_SIZE);
    }
  }

  /// @throws LinuxException EACCES when the kernel's verifier doesn't accept the program
  static Fd load(long[] program) {
    try (var scratch = Scratch.take()) {
      MemorySegment code = scratch.allocate(8L * program.length);
      MemorySegment.copy(MemorySegment.ofArray(program), 0, code, 0, 8L * program.length);
      MemorySegment license = scratch.bytes(new byte[] {'A', 'p', 'a', 'c', 'h', 'e', 0});
      MemorySegment attributes = scratch.zeroed(ATTRIBUTES_SIZE);
      attributes.set(JAVA_INT, 0, TYPE_CGROUP_DEVICE);
      attributes.set(JAVA_INT, 4, program.length);
      attributes.set(JAVA_LONG, 8, code.address());
      attributes.set(JAVA_LONG, 16, license.address());
      long result = BPF.attempt(scratch, PROG_LOAD, attributes.address(), ATTRIBUTES_SIZE, 0, 0);
      if (result < 0) {
        throw new LinuxException("bpf", Errno.of((int) -result), "device program");
      }
      return Fd.of((int) result);
    }
  }
}
