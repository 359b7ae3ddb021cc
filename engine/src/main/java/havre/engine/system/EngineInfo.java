package havre.engine.system;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The engine and its host at one moment.
public record EngineInfo(
    String id,
    String name,
    Counts counts,
    Host host,
    Abilities abilities,
    List<Map.Entry<String, String>> driverStatus,
    String dataRoot,
    String defaultLogDriver,
    String defaultRuntime,
    List<String> securityOptions,
    List<String> labels,
    List<String> networkDrivers,
    List<String> volumeDrivers,
    List<String> logDrivers,
    List<AddressPool> addressPools,
    List<String> insecureRegistries,
    List<String> registryMirrors,
    boolean debug,
    int openFiles,
    int threads,
    int eventListeners,
    Instant systemTime,
    List<String> deviceDirectories,
    List<String> warnings,
    String version,
    Choices choices) {

  /// What the daemon was told that clients are shown.
  ///
  /// @param firewall what makes its rules
  /// @param liveRestore whether containers outlive the daemon
  /// @param httpProxy without its password, as the others
  public record Choices(
      String firewall, boolean liveRestore, String httpProxy, String httpsProxy, String noProxy) {}

  /// How many there are.
  public record Counts(int containers, int running, int paused, int stopped, int images) {}

  /// The machine.
  public record Host(
      String kernelVersion,
      String operatingSystem,
      String osVersion,
      String osType,
      String architecture,
      int cpus,
      long memory) {}

  /// What the kernel offers.
  public record Abilities(
      boolean memoryLimit,
      boolean swapLimit,
      boolean cpuCfsPeriod,
      boolean cpuCfsQuota,
      boolean cpuShares,
      boolean cpuSet,
      boolean pidsLimit,
      boolean oomKillDisable,
      boolean ipv4Forwarding,
      String cgroupDriver,
      String cgroupVersion) {}

  /// Where networks' subnets are taken from.
  public record AddressPool(String base, int size) {}
}
