package havre.build.step;

import java.util.List;

/// In what surroundings the commands of a build run; 0 and empty are the defaults.
///
/// @param networkMode as of a container
/// @param extraHosts `name:address`
/// @param memory bytes
/// @param memorySwap bytes of memory and swap together, -1 for no limit
/// @param shmSize bytes of /dev/shm
public record StepIsolation(
    String networkMode,
    List<String> extraHosts,
    long memory,
    long memorySwap,
    long cpuShares,
    long cpuPeriod,
    long cpuQuota,
    String cpusetCpus,
    String cpusetMems,
    long shmSize,
    List<Ulimit> ulimits,
    String cgroupParent) {
  public StepIsolation {
    extraHosts = List.copyOf(extraHosts);
    ulimits = List.copyOf(ulimits);
  }

  public StepIsolation withNetwork(String mode) {
    return new StepIsolation(
        mode,
        extraHosts,
        memory,
        memorySwap,
        cpuShares,
        cpuPeriod,
        cpuQuota,
        cpusetCpus,
        cpusetMems,
        shmSize,
        ulimits,
        cgroupParent);
  }

  /// A limit of processes.
  public record Ulimit(String name, long soft, long hard) {}
}
