package havre.engine.lifecycle;

import havre.engine.container.ResourceUsage;
import havre.engine.container.ResourceUsage.BlockCounter;
import havre.engine.container.ResourceUsage.NetworkCounters;
import havre.linux.cgroup.CgroupStatistics;
import havre.linux.process.HostInfo;
import havre.linux.process.MemoryInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures what a container uses.
final class MeasureContainer {
  private static final long TICK_NANOS = 10_000_000L;
  private static final int PROCESSOR_FIELDS = 8;

  private final ContainerRegistry registry;
  private final Clock clock;

  MeasureContainer(ContainerRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  ResourceUsage measure(String ref) {
    Container container = registry.resolve(ref);
    Run run = container.run();
    return run == null ? nothing(container) : usage(container, run);
  }

  private ResourceUsage nothing(Container container) {
    return new ResourceUsage(
        container.id().value(),
        container.name(),
        clock.instant(),
        0,
        0,
        0,
        List.of(),
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        Map.of(),
        0,
        0,
        Map.of(),
        List.of());
  }

  private ResourceUsage usage(Container container, Run run) {
    CgroupStatistics statistics = run.process().statistics();
    CgroupStatistics.Cpu cpu = statistics.cpu();
    CgroupStatistics.Memory memory = statistics.memory();
    long total = MemoryInfo.read().total();
    return new ResourceUsage(
        container.id().value(),
        container.name(),
        clock.instant(),
        cpu.total(),
        cpu.user(),
        cpu.system(),
        cpu.perProcessor(),
        systemNanos(),
        HostInfo.onlineProcessors(),
        cpu.throttledPeriods(),
        cpu.periods(),
        cpu.throttledTime(),
        memory.usage(),
        memory.maximum(),
        Math.min(memory.limit(), total),
        memory.details(),
        statistics.pids().current(),
        statistics.pids().limit(),
        container.condition().endpoints().isEmpty() ? Map.of() : networks(run.process().pid()),
        blocks(statistics.io()));
  }

  private static List<BlockCounter> blocks(CgroupStatistics.Io io) {
    var counters = new ArrayList<BlockCounter>();
    for (CgroupStatistics.Device device : io.devices()) {
      counters.add(new BlockCounter(device.major(), device.minor(), "read", device.readBytes()));
      counters.add(
          new BlockCounter(device.major(), device.minor(), "write", device.writtenBytes()));
    }
    return counters;
  }

  /// The processor time of the whole host since boot.
  private static long systemNanos() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      String[] fields = lines.findFirst().orElse("cpu").split("\\s+");
      long ticks = 0;
      for (int i = 1; i < Math.min(fields.length, PROCESSOR_FIELDS); i++) {
        ticks += Long.parseLong(fields[i]);
      }
      return ticks * TICK_NANOS;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /// The counters of the interfaces in the network namespace of a process.
  private static Map<String, NetworkCounters> networks(int pid) {
    var counters = new LinkedHashMap<String, NetworkCounters>();
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/net/dev"))) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "lo" : line.substring(0, colon).strip();
        if (!name.equals("lo")) {
          String[] f = line.substring(colon + 1).strip().split("\\s+");
          counters.put(
              name,
              new NetworkCounters(
                  Long.parseLong(f[0]),
                  Long.parseLong(f[1]),
                  Long.parseLong(f[2]),
                  Long.parseLong(f[3]),
                  Long.parseLong(f[8]),
                  Long.parseLong(f[9]),
                  Long.parseLong(f[10]),
                  Long.parseLong(f[11])));
        }
      }
    } catch (IOException e) {
      return Map.of(); // The process has ended meanwhile.
    }
    return counters;
  }
}
