package havre.engine.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What every process may do in a network of its container's own, whatever its user and
/// capabilities: listen on ports below 1024, and ping.
record UnprivilegedNetworking(Map<String, String> sysctls) {
  private static final Path KERNEL = Path.of("/proc/sys");
  private static final Map<String, String> WISHED =
      Map.of(
          "net.ipv4.ping_group_range", "0 2147483647",
          "net.ipv4.ip_unprivileged_port_start", "0");

  /// Those that this kernel has.
  static UnprivilegedNetworking ofKernel() {
    var found = new LinkedHashMap<String, String>();
    WISHED.forEach((name, value) -> {
      if (Files.exists(KERNEL.resolve(name.replace('.', '/')))) {
        found.put(name, value);
      }
    });
    return new UnprivilegedNetworking(Map.copyOf(found));
  }

  /// Those for a container in that network mode.
  Map<String, String> of(String networkMode) {
    boolean own = !networkMode.equals("host") && !networkMode.startsWith("container:");
    return own ? sysctls : Map.of();
  }
}
