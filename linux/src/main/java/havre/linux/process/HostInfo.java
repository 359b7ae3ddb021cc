package havre.linux.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import havre.linux.LibCall;
import havre.linux.Scratch;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import java.nio.charset.StandardCharsets;

/// What the kernel tells of the machine.
///
/// @param hostName of the calling thread's uts namespace
/// @param kernelRelease such as `6.1.0-18-amd64`
/// @param architecture the kernel's word for it, such as `x86_64`
/// @param bootId a random id that is new at every boot
/// @param processors those that are online
/// @param totalMemory bytes
public record HostInfo(
    String hostName,
    String kernelRelease,
    String kernelVersion,
    String architecture,
    String bootId,
    int processors,
    long totalMemory,
    long totalSwap) {
  private static final LibCall UNAME = LibCall.returningInt("uname");
  private static final LibCall SYSCONF = LibCall.returningLong("sysconf");
  private static final int UTSNAME_FIELD = 65;
  private static final int UTSNAME_FIELDS = 6;
  private static final int SC_NPROCESSORS_ONLN = 84;
  private static final int FILE_LIMIT = 1 << 20;

  public static HostInfo read() {
    MemoryInfo memory = MemoryInfo.read();
    String[] names = names();
    return new HostInfo(
        names[1],
        names[2],
        names[3],
        names[4],
        content("/proc/sys/kernel/random/boot_id").strip(),
        onlineProcessors(),
        memory.total(),
        memory.swapTotal());
  }

  /// How many processors are online; not how many this process may use.
  public static int onlineProcessors() {
    try (var scratch = Scratch.take()) {
      return (int) SYSCONF.invoke(scratch, "processors", SC_NPROCESSORS_ONLN);
    }
  }

  static String content(String path) {
    try (var file = Open.path(path, OpenHow.READ)) {
      return new String(Io.readFully(file, FILE_LIMIT), StandardCharsets.UTF_8);
    }
  }

  /// ```
  /// struct utsname { char sysname[65], nodename[65], release[65], version[65], machine[65], …; };
  /// ```
  private static String[] names() {
    try (var scratch = Scratch.take()) {
      var structure = scratch.zeroed((long) UTSNAME_FIELD * UTSNAME_FIELDS);
      UNAME.invoke(scratch, "", structure.address());
      var names = new String[UTSNAME_FIELDS];
      for (int i = 0; i < UTSNAME_FIELDS; i++) {
        byte[] field =
            structure.asSlice((long) i * UTSNAME_FIELD, UTSNAME_FIELD).toArray(JAVA_BYTE);
        String text = new String(field, StandardCharsets.UTF_8);
        names[i] = text.substring(0, text.indexOf('\0'));
      }
      return names;
    }
  }
}
