package havre.linux.cgroup;

import havre.linux.Errno;
import havre.linux.LinuxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes limits into the hierarchies of version 1.
record V1Limits(List<CgroupDirectory> directories) {
  private static final String MEMORY = "memory.limit_in_bytes";
  private static final String SWAP = "memory.memsw.limit_in_bytes";
  private static final String RESERVATION = "memory.soft_limit_in_bytes";
  private static final List<String> WEIGHTS = List.of("blkio.weight", "blkio.bfq.weight");
  private static final List<String> DEVICE_WEIGHTS =
      List.of("blkio.weight_device", "blkio.bfq.weight_device");
  private static final String BFQ = "blkio.bfq.io_serviced";

  void apply(CgroupLimits limits) {
    applyMemory(limits);
    applyCpu(limits);
    if (!limits.cpusetCpus().isEmpty()) {
      of("cpuset").write("cpuset.cpus", limits.cpusetCpus());
    }
    if (!limits.cpusetMems().isEmpty()) {
      of("cpuset").write("cpuset.mems", limits.cpusetMems());
    }
    if (limits.pids() != 0) {
      of("pids").write("pids.max", limits.pids() < 0 ? "max" : Long.toString(limits.pids()));
    }
    if (limits.blkioWeight() != 0) {
      CgroupDirectory blkio = of("blkio");
      blkio.write(existing(blkio, WEIGHTS), Integer.toString(limits.blkioWeight()));
    }
    for (DeviceThrottle throttle : limits.throttles()) {
      CgroupDirectory blkio = of("blkio");
      String file =
          throttle.kind() == DeviceThrottle.Kind.WEIGHT
              ? existing(blkio, DEVICE_WEIGHTS)
              : throttle.file(CgroupVersion.V1);
      blkio.write(file, throttle.text(CgroupVersion.V1));
    }
  }

  private static String existing(CgroupDirectory directory, List<String> files) {
    return files.stream().filter(directory::hasFile).findFirst().orElse(files.getFirst());
  }

  /// Denies all devices, then applies the rules in order.
  void applyDevices(List<DeviceRule> rules) {
    if (rules.isEmpty()) {
      return;
    }
    CgroupDirectory devices = of("devices");
    devices.write("devices.deny", "a");
    var pending = new ArrayList<String>();
    boolean allow = true;
    for (DeviceRule rule : rules) {
      if (rule.allow() != allow) {
        flush(devices, allow, pending);
        allow = rule.allow();
      }
      pending.add(rule.coversAll() ? "a" : rule.text());
    }
    flush(devices, allow, pending);
  }

  static CgroupFeatures features(List<CgroupDirectory> tops) {
    var limits = new V1Limits(tops);
    return new CgroupFeatures(
        limits.has("memory", MEMORY),
        limits.has("memory", SWAP),
        limits.has("memory", RESERVATION),
        limits.has("memory", "memory.oom_control"),
        limits.has("cpu", "cpu.shares"),
        limits.has("cpu", "cpu.cfs_quota_us"),
        limits.has("cpuset", "cpuset.cpus"),
        limits.find("pids").isPresent(),
        // The topmost cgroup has no weight of its own, but shows by its numbers that others do.
        limits.has("blkio", WEIGHTS.getFirst()) || limits.has("blkio", BFQ),
        limits.has("blkio", DEVICE_WEIGHTS.getFirst()),
        limits.has("memory", "memory.swappiness"),
        limits.has("cpu", "cpu.rt_runtime_us"),
        limits.has("blkio", "blkio.throttle.read_bps_device"));
  }

  Optional<CgroupDirectory> find(String controller) {
    return directories.stream().filter(directory -> directory.has(controller)).findFirst();
  }

  private boolean has(String controller, String file) {
    return find(controller).map(directory -> directory.hasFile(file)).orElse(false);
  }

  private CgroupDirectory of(String controller) {
    return find(controller)
        .orElseThrow(() -> new LinuxException("limit", Errno.ENODEV, controller + " controller"));
  }

  /// The kernel keeps memory at or below memory and swap at every moment, so what grows comes
  /// first.
  private void applyMemory(CgroupLimits limits) {
    if (limits.memory() != 0 || limits.memorySwap() != 0) {
      CgroupDirectory memory = of("memory");
      if (limits.memorySwap() != 0 && swapGrows(memory, limits.memorySwap())) {
        memory.write(SWAP, Long.toString(limits.memorySwap()));
        write(memory, MEMORY, limits.memory());
      } else {
        write(memory, MEMORY, limits.memory());
        write(memory, SWAP, limits.memorySwap());
      }
    }
    if (limits.memoryReservation() != 0) {
      write(of("memory"), RESERVATION, limits.memoryReservation());
    }
    if (limits.swappiness() >= 0) {
      of("memory").write("memory.swappiness", Long.toString(limits.swappiness()));
    }
    if (limits.oomKillDisable()) {
      of("memory").write("memory.oom_control", "1");
    }
  }

  private static boolean swapGrows(CgroupDirectory memory, long wanted) {
    long current = memory.read(SWAP).map(FlatKeyed::number).orElse(Long.MAX_VALUE);
    return wanted < 0 || wanted > current;
  }

  private void applyCpu(CgroupLimits limits) {
    if (limits.cpuShares() != 0 || limits.cpuPeriod() != 0 || limits.cpuQuota() != 0) {
      CgroupDirectory cpu = of("cpu");
      write(cpu, "cpu.shares", limits.cpuShares());
      write(cpu, "cpu.cfs_period_us", limits.cpuPeriod());
      write(cpu, "cpu.cfs_quota_us", limits.cpuQuota());
    }
    if (limits.realtimePeriod() != 0 || limits.realtimeRuntime() != 0) {
      CgroupDirectory cpu = of("cpu");
      write(cpu, "cpu.rt_period_us", limits.realtimePeriod());
      write(cpu, "cpu.rt_runtime_us", limits.realtimeRuntime());
    }
  }

  private static void write(CgroupDirectory directory, String file, long value) {
    if (value != 0) {
      directory.write(file, Long.toString(value));
    }
  }

  private static void flush(CgroupDirectory devices, boolean allow, List<String> pending) {
    if (!pending.isEmpty()) {
      devices.writeEach(allow ? "devices.allow" : "devices.deny", List.copyOf(pending));
      pending.clear();
    }
  }
}
