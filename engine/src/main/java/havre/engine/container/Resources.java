package havre.engine.container;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Limits; 0 or empty means not set.
///
/// @param memorySwap bytes of memory and swap together; -1 for no limit on swap
/// @param memorySwappiness `null` for the system's
/// @param pidsLimit `null` or 0 for no limit
/// @param realtimePeriod microseconds
/// @param realtimeRuntime microseconds in each real-time period
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
    String cgroupParent,
    BlockLimits blockLimits,
    long realtimePeriod,
    long realtimeRuntime,
    List<DeviceRequest> deviceRequests,
    Discarded discarded) {
  public static final Resources UNLIMITED =
      new Resources(
          0,
          0,
          0,
          null,
          null,
          0,
          0,
          0,
          0,
          "",
          "",
          null,
          0,
          List.of(),
          List.of(),
          List.of(),
          "",
          BlockLimits.NONE,
          0,
          0,
          List.of(),
          Discarded.NONE);

  public Resources {
    devices = Copies.list(devices);
    deviceCgroupRules = Copies.list(deviceCgroupRules);
    ulimits = Copies.list(ulimits);
    deviceRequests = Copies.list(deviceRequests);
  }

  /// A host's device in the container.
  ///
  /// @param permissions letters of `rwm`
  public record DeviceMapping(String pathOnHost, String pathInContainer, String permissions) {}

  /// A resource limit of processes, by its name without `RLIMIT_`, in lower case.
  public record Ulimit(String name, long soft, long hard) {}

  /// A number for one block device of the host.
  public record DeviceLimit(String path, long value) {}

  /// What may be read from and written to block devices.
  ///
  /// @param weights 10 to 1000
  public record BlockLimits(
      List<DeviceLimit> weights,
      List<DeviceLimit> readBytes,
      List<DeviceLimit> writeBytes,
      List<DeviceLimit> reads,
      List<DeviceLimit> writes) {
    public static final BlockLimits NONE =
        new BlockLimits(List.of(), List.of(), List.of(), List.of(), List.of());

    public BlockLimits {
      weights = Copies.list(weights);
      readBytes = Copies.list(readBytes);
      writeBytes = Copies.list(writeBytes);
      reads = Copies.list(reads);
      writes = Copies.list(writes);
    }
  }

  /// Devices that a driver is to bring, as `--gpus` asks.
  ///
  /// @param count -1 for all
  public record DeviceRequest(
      String driver,
      int count,
      @Nullable List<String> deviceIds,
      @Nullable List<List<String>> capabilities,
      @Nullable Map<String, String> options) {}

  /// What other systems or older kernels limit; the rules warn of it or refuse it.
  public record Discarded(
      long cpuCount,
      long cpuPercent,
      long ioMaximumIops,
      long ioMaximumBandwidth,
      long kernelMemory) {
    public static final Discarded NONE = new Discarded(0, 0, 0, 0, 0);
  }
}
