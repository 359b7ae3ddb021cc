package havre.runtime;

import java.util.List;

/// Limits of a container's cgroup, in Docker's units. Zero (empty) is unset everywhere.
///
/// @param cgroupParent the cgroup below which the container's is made, such as `/havre`
/// @param memory bytes
/// @param memoryReservation bytes
/// @param memorySwap memory and swap together in bytes; -1 is unlimited
/// @param cpuShares relative weight
/// @param cpuQuota microseconds in each period
/// @param cpuPeriod microseconds
/// @param cpusetCpus a list such as `0-2,4`
/// @param cpusetMems a list of memory nodes
/// @param pids -1 is unlimited
/// @param blkioWeight 10 to 1000
/// @param devices rules in order, which start from deny all
public record Resources(
    String cgroupParent,
    long memory,
    long memoryReservation,
    long memorySwap,
    boolean oomKillDisable,
    long cpuShares,
    long cpuQuota,
    long cpuPeriod,
    String cpusetCpus,
    String cpusetMems,
    long pids,
    int blkioWeight,
    List<DeviceRule> devices) {

  public Resources {
    devices = List.copyOf(devices);
  }

  /// No limit, and no device rule either.
  public static Resources unlimited(String cgroupParent) {
    return new Resources(cgroupParent, 0, 0, 0, false, 0, 0, 0, "", "", 0, 0, List.of());
  }
}
