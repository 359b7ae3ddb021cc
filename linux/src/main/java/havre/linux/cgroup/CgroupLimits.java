package havre.linux.cgroup;

import java.util.List;

/// What a cgroup's processes may use. Zero and empty leave a value as it is; -1 is unlimited.
///
/// @param memory bytes
/// @param memoryReservation bytes that stay when memory gets scarce
/// @param memorySwap memory and swap together, in bytes
/// @param oomKillDisable whether processes wait instead of being killed; version 1 only
/// @param cpuShares relative weight, 2 to 262144, where 1024 is usual
/// @param cpuQuota microseconds of processor time in each period
/// @param cpuPeriod microseconds
/// @param cpusetCpus a list such as `0-2,4`
/// @param cpusetMems a list of memory nodes
/// @param blkioWeight 10 to 1000
/// @param devices rules that start from denying all; empty leaves devices alone
/// @param swappiness 0 to 100, or -1 to leave it; version 1 only
/// @param realtimePeriod microseconds; version 1 only
/// @param realtimeRuntime microseconds in each real-time period; version 1 only
public record CgroupLimits(
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
    List<DeviceRule> devices,
    long swappiness,
    long realtimePeriod,
    long realtimeRuntime,
    List<DeviceThrottle> throttles) {
  public static final CgroupLimits NONE =
      new CgroupLimits(0, 0, 0, false, 0, 0, 0, "", "", 0, 0, List.of());

  public CgroupLimits {
    devices = List.copyOf(devices);
    throttles = List.copyOf(throttles);
  }

  /// Without those that few ask for.
  public CgroupLimits(
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
    this(
        memory,
        memoryReservation,
        memorySwap,
        oomKillDisable,
        cpuShares,
        cpuQuota,
        cpuPeriod,
        cpusetCpus,
        cpusetMems,
        pids,
        blkioWeight,
        devices,
        -1,
        0,
        0,
        List.of());
  }
}
