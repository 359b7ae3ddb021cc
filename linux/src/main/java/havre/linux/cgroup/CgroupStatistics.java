package havre.linux.cgroup;

import java.util.List;
import java.util.Map;

/// What a cgroup's processes have used and use. A limit that isn't set is [Long#MAX_VALUE].
public record CgroupStatistics(Cpu cpu, Memory memory, Pids pids, Io io) {

  /// Times in nanoseconds.
  ///
  /// @param perProcessor the total by processor; only version 1 tells
  /// @param periods how often the quota began anew
  /// @param throttledPeriods in how many of them it was used up
  public record Cpu(
      long total,
      long user,
      long system,
      List<Long> perProcessor,
      long periods,
      long throttledPeriods,
      long throttledTime) {}

  /// Bytes.
  ///
  /// @param maximum the most that was used; 0 when the kernel doesn't tell
  /// @param failures how often the limit was hit
  /// @param details the kernel's own list (`memory.stat`)
  public record Memory(
      long usage, long maximum, long limit, long failures, Map<String, Long> details) {}

  public record Pids(long current, long limit) {}

  public record Io(List<Device> devices) {}

  /// What was read from and written to a block device.
  public record Device(
      int major, int minor, long readBytes, long writtenBytes, long reads, long writes) {}
}
