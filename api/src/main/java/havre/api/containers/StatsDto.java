package havre.api.containers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import havre.api.Timestamps;
import havre.engine.container.ResourceUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One measurement on the wire, with the processor times of the one before, from which clients
/// compute a percentage.
@JsonNaming(SnakeCaseStrategy.class)
record StatsDto(
    String name,
    String id,
    String read,
    String preread,
    PidsDto pidsStats,
    BlockDto blkioStats,
    int numProcs,
    Map<String, Object> storageStats,
    CpuDto cpuStats,
    CpuDto precpuStats,
    MemoryDto memoryStats,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, NetworkDto> networks) {

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record PidsDto(long current, long limit) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record BlockDto(
      @Nullable List<BlockEntryDto> ioServiceBytesRecursive,
      @Nullable List<BlockEntryDto> ioServicedRecursive,
      @Nullable List<BlockEntryDto> ioQueueRecursive,
      @Nullable List<BlockEntryDto> ioServiceTimeRecursive,
      @Nullable List<BlockEntryDto> ioWaitTimeRecursive,
      @Nullable List<BlockEntryDto> ioMergedRecursive,
      @Nullable List<BlockEntryDto> ioTimeRecursive,
      @Nullable List<BlockEntryDto> sectorsRecursive) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record BlockEntryDto(int major, int minor, String op, long value) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record CpuDto(
      CpuUsageDto cpuUsage,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long systemCpuUsage,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) int onlineCpus,
      ThrottlingDto throttlingData) {
    static final CpuDto NONE =
        new CpuDto(new CpuUsageDto(0, List.of(), 0, 0), 0, 0, new ThrottlingDto(0, 0, 0));

    static CpuDto of(ResourceUsage usage) {
      return new CpuDto(
          new CpuUsageDto(
              usage.cpuNanos(),
              usage.processorNanos(),
              usage.cpuKernelNanos(),
              usage.cpuUserNanos()),
          usage.systemCpuNanos(),
          usage.onlineCpus(),
          new ThrottlingDto(usage.periods(), usage.throttledPeriods(), usage.throttledNanos()));
    }
  }

  @JsonNaming(SnakeCaseStrategy.class)
  record CpuUsageDto(
      long totalUsage,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Long> percpuUsage,
      @JsonProperty("usage_in_kernelmode") long kernel,
      @JsonProperty("usage_in_usermode") long user) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record ThrottlingDto(long periods, long throttledPeriods, long throttledTime) {}

  @JsonNaming(SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record MemoryDto(
      long usage,
      long maxUsage,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> stats,
      long limit) {}

  @JsonNaming(SnakeCaseStrategy.class)
  record NetworkDto(
      long rxBytes,
      long rxPackets,
      long rxErrors,
      long rxDropped,
      long txBytes,
      long txPackets,
      long txErrors,
      long txDropped) {
    static NetworkDto of(ResourceUsage.NetworkCounters counters) {
      return new NetworkDto(
          counters.rxBytes(),
          counters.rxPackets(),
          counters.rxErrors(),
          counters.rxDropped(),
          counters.txBytes(),
          counters.txPackets(),
          counters.txErrors(),
          counters.txDropped());
    }
  }

  /// @param before the measurement before this one, if there was any
  static StatsDto of(ResourceUsage usage, @Nullable ResourceUsage before) {
    var networks = new LinkedHashMap<String, NetworkDto>();
    usage.networks().forEach((name, counters) -> networks.put(name, NetworkDto.of(counters)));
    List<BlockEntryDto> bytes =
        usage.blockBytes().stream()
            .map(b -> new BlockEntryDto(b.major(), b.minor(), b.operation(), b.value()))
            .toList();
    return new StatsDto(
        "/" + usage.name(),
        usage.id(),
        Timestamps.format(usage.read()),
        Timestamps.format(before == null ? null : before.read()),
        new PidsDto(usage.pids(), usage.pidsLimit() == Long.MAX_VALUE ? 0 : usage.pidsLimit()),
        new BlockDto(bytes, null, null, null, null, null, null, null),
        0,
        Map.of(),
        CpuDto.of(usage),
        before == null ? CpuDto.NONE : CpuDto.of(before),
        new MemoryDto(
            usage.memoryUsage(), usage.memoryMaximum(), usage.memoryStat(), usage.memoryLimit()),
        networks);
  }
}
