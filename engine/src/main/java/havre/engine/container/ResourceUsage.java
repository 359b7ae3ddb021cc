package havre.engine.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a container uses at one moment; all zero when it doesn't run.
///
/// @param processorNanos by processor, where the kernel tells
/// @param systemCpuNanos of the whole host
/// @param memoryStat the kernel's own counters
public record ResourceUsage(
    String id,
    String name,
    Instant read,
    long cpuNanos,
    long cpuUserNanos,
    long cpuKernelNanos,
    List<Long> processorNanos,
    long systemCpuNanos,
    int onlineCpus,
    long throttledPeriods,
    long periods,
    long throttledNanos,
    long memoryUsage,
    long memoryMaximum,
    long memoryLimit,
    Map<String, Long> memoryStat,
    long pids,
    long pidsLimit,
    Map<String, NetworkCounters> networks,
    List<BlockCounter> blockBytes) {
  public ResourceUsage {
    processorNanos = Copies.list(processorNanos);
    memoryStat = Copies.map(memoryStat);
    networks = Copies.map(networks);
    blockBytes = Copies.list(blockBytes);
  }

  /// Counters of one interface.
  public record NetworkCounters(
      long rxBytes,
      long rxPackets,
      long rxErrors,
      long rxDropped,
      long txBytes,
      long txPackets,
      long txErrors,
      long txDropped) {}

  /// Bytes moved on one block device.
  public record BlockCounter(int major, int minor, String operation, long value) {}
}
