package havre.engine.config;

import havre.linux.cgroup.CgroupFeatures;
import havre.linux.cgroup.Cgroups;
import havre.linux.process.HostInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the host has to share out.
///
/// @param cpuset its processors as a list such as `0-3`
/// @param memoryNodes its memory nodes as such a list
public record HostLimits(int cpus, String cpuset, String memoryNodes, CgroupFeatures features) {
  private static final Path STATUS = Path.of("/proc/self/status");

  /// Those of this machine.
  public static HostLimits of(Cgroups cgroups) {
    return new HostLimits(
        HostInfo.onlineProcessors(),
        allowed("Cpus_allowed_list:"),
        allowed("Mems_allowed_list:"),
        cgroups.features());
  }

  private static String allowed(String key) {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(key.length()).strip())
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      return "0"; // without /proc there is nothing to check against
    }
  }
}
