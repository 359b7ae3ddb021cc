package havre.engine.config;

import havre.common.HavreException;
import havre.engine.container.Resources;
import havre.engine.container.Resources.BlockLimits;
import havre.engine.container.Resources.Discarded;
import havre.linux.cgroup.CgroupFeatures;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rules for limits, with Docker's texts.
public final class ResourceRules {
  private static final long NANOS_PER_CPU = 1_000_000_000L;
  private static final int LONGEST_PERIOD = 1_000_000;
  private static final int SHORTEST_PERIOD = 1000;
  private static final Set<String> LIMITS =
      Set.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  private final HostLimits host;

  public ResourceRules(HostLimits host) {
    this.host = host;
  }

  /// Refuses what no container can have, and takes away what this kernel cannot keep.
  ///
  /// @param update whether it changes a container, which has limits already
  /// @param warnings takes what is odd but harmless, and what was taken away
  public Resources check(Resources asked, boolean update, List<String> warnings) {
    CgroupFeatures can = host.features();
    var memory = MemoryRules.check(asked, can, update, warnings);
    Long pids = pidsLimit(asked.pidsLimit(), update, can.pids(), warnings);
    checkRealtime(asked, can);
    checkCpu(asked);
    checkCpuset(asked);
    checkUlimits(asked);
    Discarded other = asked.discarded();
    if (other.cpuPercent() > 0) {
      warnings.add("linux does not support CPU percent. Percent discarded.");
    }
    int weight = blkioWeight(asked.blkioWeight(), can.blkioWeight(), warnings);
    checkQos(other);
    if (other.kernelMemory() > 0) {
      warnings.add(
          "Your kernel does not support kernel memory limit capabilities or the cgroup is not mounted. Limitation discarded.");
    }
    return new Resources(
        memory.limit(),
        memory.swap(),
        memory.reservation(),
        memory.swappiness(),
        memory.oomKillDisable(),
        asked.nanoCpus(),
        asked.cpuShares(),
        asked.cpuPeriod(),
        asked.cpuQuota(),
        asked.cpusetCpus(),
        asked.cpusetMems(),
        pids,
        weight,
        asked.devices(),
        asked.deviceCgroupRules(),
        asked.ulimits(),
        asked.cgroupParent(),
        blockLimits(asked.blockLimits(), warnings),
        asked.realtimePeriod(),
        asked.realtimeRuntime(),
        asked.deviceRequests(),
        new Discarded(other.cpuCount(), 0, 0, 0, 0));
  }

  /// What is not above zero is no limit: none at all when a container is made, and the end of one
  /// when it is changed.
  private static @Nullable Long pidsLimit(
      @Nullable Long asked, boolean update, boolean supported, List<String> warnings) {
    if (asked == null || !update && asked <= 0) {
      return null;
    }
    if (!supported) {
      if (asked > 0) {
        warnings.add(
            "Your kernel does not support PIDs limit capabilities or the cgroup is not mounted. PIDs limit discarded.");
      }
      return null;
    }
    return Math.max(0, asked);
  }

  private static void checkRealtime(Resources asked, CgroupFeatures can) {
    if (asked.realtimePeriod() > 0 && !can.realtime()) {
      throw unsupported("Your kernel does not support cgroup cpu real-time period");
    }
    if (asked.realtimeRuntime() > 0 && !can.realtime()) {
      throw unsupported("Your kernel does not support cgroup cpu real-time runtime");
    }
    if (asked.realtimePeriod() != 0 && asked.realtimeRuntime() > asked.realtimePeriod()) {
      throw unsupported("cpu real-time runtime cannot be higher than cpu real-time period");
    }
  }

  private static void checkQos(Discarded asked) {
    if (asked.ioMaximumBandwidth() != 0) {
      throw unsupported(
          "Invalid QoS settings: linux does not support configuration of maximum bandwidth");
    }
    if (asked.ioMaximumIops() != 0) {
      throw unsupported(
          "Invalid QoS settings: linux does not support configuration of maximum IOPs");
    }
  }

  /// Docker answers these as failures of its own.
  private static HavreException unsupported(String text) {
    return HavreException.internal(text, null);
  }

  private void checkCpu(Resources asked) {
    if (asked.cpuShares() < 0) {
      throw HavreException.invalid(
          "invalid CPU shares (%d): value must be a positive integer".formatted(asked.cpuShares()));
    }
    if (asked.nanoCpus() > 0 && asked.cpuPeriod() > 0) {
      throw HavreException.invalid(
          "Conflicting options: Nano CPUs and CPU Period cannot both be set");
    }
    if (asked.nanoCpus() > 0 && asked.cpuQuota() > 0) {
      throw HavreException.invalid(
          "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
    }
    if (asked.nanoCpus() < 0 || asked.nanoCpus() > host.cpus() * NANOS_PER_CPU) {
      throw HavreException.invalid(
          "Range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available"
              .formatted(host.cpus(), host.cpus()));
    }
    long period = asked.cpuPeriod();
    if (period != 0 && (period < SHORTEST_PERIOD || period > LONGEST_PERIOD)) {
      throw HavreException.invalid(
          "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
    }
    if (asked.cpuQuota() > 0 && asked.cpuQuota() < SHORTEST_PERIOD) {
      throw HavreException.invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
    }
  }

  private void checkCpuset(Resources asked) {
    if (missing("cpus", asked.cpusetCpus(), host.cpuset())) {
      throw HavreException.invalid(
          "Requested CPUs are not available - requested %s, available: %s"
              .formatted(asked.cpusetCpus(), host.cpuset()));
    }
    if (missing("mems", asked.cpusetMems(), host.memoryNodes())) {
      throw HavreException.invalid(
          "Requested memory nodes are not available - requested %s, available: %s"
              .formatted(asked.cpusetMems(), host.memoryNodes()));
    }
  }

  private static boolean missing(String kind, String asked, String available) {
    BitSet wanted = new CpuList(kind, asked).parse();
    wanted.andNot(new CpuList(kind, available).parse());
    return !wanted.isEmpty();
  }

  private static int blkioWeight(int asked, boolean supported, List<String> warnings) {
    if (asked > 0 && !supported) {
      warnings.add(
          "Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.");
      return 0;
    }
    if (asked != 0 && (asked < 10 || asked > 1000)) {
      throw HavreException.invalid("Range of blkio weight is from 10 to 1000");
    }
    return asked;
  }

  private BlockLimits blockLimits(BlockLimits asked, List<String> warnings) {
    boolean weights = host.features().blkioWeightDevice();
    boolean throttles = host.features().throttles();
    if (!asked.weights().isEmpty() && !weights) {
      warnings.add(
          "Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded.");
    }
    warn(asked.readBytes(), throttles, "BPS Block I/O read", "Block I/O BPS read", warnings);
    warn(asked.writeBytes(), throttles, "BPS Block I/O write", "Block I/O BPS write", warnings);
    warn(asked.reads(), throttles, "IOPS Block read", "Block I/O IOPS read", warnings);
    warn(asked.writes(), throttles, "IOPS Block write", "Block I/O IOPS write", warnings);
    return new BlockLimits(
        weights ? asked.weights() : List.of(),
        throttles ? asked.readBytes() : List.of(),
        throttles ? asked.writeBytes() : List.of(),
        throttles ? asked.reads() : List.of(),
        throttles ? asked.writes() : List.of());
  }

  private static void warn(
      List<?> asked, boolean supported, String what, String limit, List<String> warnings) {
    if (!asked.isEmpty() && !supported) {
      warnings.add(
          "Your kernel does not support %s limit or the cgroup is not mounted. %s limit discarded."
              .formatted(what, limit));
    }
  }

  private static void checkUlimits(Resources asked) {
    for (Resources.Ulimit limit : asked.ulimits()) {
      if (!LIMITS.contains(limit.name())) {
        throw HavreException.invalid("invalid ulimit type: " + limit.name());
      }
    }
  }
}
