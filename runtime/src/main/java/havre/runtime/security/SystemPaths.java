package havre.runtime.security;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Paths of the kernel's file systems that a container doesn't see, or sees but cannot change. A
/// privileged one has neither.
///
/// @param masked what shows as empty
/// @param readonly what stays visible but cannot be written
public record SystemPaths(List<String> masked, List<String> readonly) {
  private static final List<String> MASKED =
      List.of(
          "/proc/asound",
          "/proc/acpi",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");
  private static final List<String> READONLY =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
  private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");

  public SystemPaths {
    masked = List.copyOf(masked);
    readonly = List.copyOf(readonly);
  }

  /// Docker's, with each processor's `thermal_throttle` that this machine has.
  public static SystemPaths defaults() {
    return defaults(PROCESSORS);
  }

  static SystemPaths defaults(Path processors) {
    var masked = new ArrayList<>(MASKED);
    try (DirectoryStream<Path> found = Files.newDirectoryStream(processors, "cpu[0-9]*")) {
      for (Path processor : found) {
        if (Files.exists(processor.resolve("thermal_throttle"))) {
          masked.add(PROCESSORS + "/" + processor.getFileName() + "/thermal_throttle");
        }
      }
    } catch (IOException e) {
      System.getLogger(SystemPaths.class.getName())
          .log(System.Logger.Level.DEBUG, "no processors in " + processors + ": " + e.getMessage());
    }
    masked.subList(MASKED.size(), masked.size()).sort(null);
    return new SystemPaths(masked, READONLY);
  }

  /// Nothing hidden: for a privileged container, and `--security-opt systempaths=unconfined`.
  public static SystemPaths unconfined() {
    return new SystemPaths(List.of(), List.of());
  }
}
