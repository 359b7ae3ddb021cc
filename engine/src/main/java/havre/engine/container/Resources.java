package havre.engine.container;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Limits; 0 or empty means not set.
///
/// @param memorySwap bytes of memory and swap together; -1 for no limit on swap
/// @param memorySwappiness `null` or -1 for the system's
/// @param pidsLimit `null`, 0 or -1 for no limit
public record Resources(
    long memory,
    long memorySwap,
    long memoryReservation,
    @Nullable Long memorySwappiness,
    @Nullable Boolean oomKillDisable,
    long nanoCpus,
    long cpuShares,
    long cpuPeriod,
    long cpuQuota,
    String cpusetCpus,
    String cpusetMems,
    @Nullable Long pidsLimit,
    int blkioWeight,
    List<DeviceMapping> devices,
    List<String> deviceCgroupRules,
    List<Ulimit> ulimits,
    String cgroupParent) {
  public static final Resources UNLIMITED =
      new Resources(
          0, 0, 0, null, null, 0, 0, 0, 0, "", "", null, 0, List.of(), List.of(), List.of(), "");

  public Resources {
    devices = Copies.list(devices);
    deviceCgroupRules = Copies.list(deviceCgroupRules);
    ulimits = Copies.list(ulimits);
  }

  public Resources withMemorySwap(long value) {
    return new Resources(
        memory,
        value,
        memoryReservation,
        memorySwappiness,
        oomKillDisable,
        nanoCpus,
        cpuShares,
        cpuPeriod,
        cpuQuota,
        cpusetCpus,
        cpusetMems,
        pidsLimit,
        blkioWeight,
        devices,
        deviceCgroupRules,
        ulimits,
        cgroupParent);
  }

  /// A host's device in the container.
  ///
  /// @param permissions letters of `rwm`
  public record DeviceMapping(String pathOnHost, String pathInContainer, String permissions) {}

  /// A resource limit of processes, by its name without `RLIMIT_`, in lower case.
  public record Ulimit(String name, long soft, long hard) {}
}
