package havre.linux.cgroup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads statistics from the hierarchies of version 1.
final class V1Statistics {
  /// `cpuacct.stat` counts in ticks of 1/100 s.
  private static final long NANOS_PER_TICK = 10_000_000;

  private V1Statistics() {}

  static CgroupStatistics read(V1Limits files) {
    return new CgroupStatistics(cpu(files), memory(files), pids(files), io(files));
  }

  private static CgroupStatistics.Cpu cpu(V1Limits files) {
    FlatKeyed ticks = FlatKeyed.parse(text(files, "cpuacct", "cpuacct.stat"));
    FlatKeyed throttling = FlatKeyed.parse(text(files, "cpu", "cpu.stat"));
    return new CgroupStatistics.Cpu(
        number(files, "cpuacct", "cpuacct.usage", 0),
        ticks.get("user") * NANOS_PER_TICK,
        ticks.get("system") * NANOS_PER_TICK,
        numbers(text(files, "cpuacct", "cpuacct.usage_percpu").orElse("")),
        throttling.get("nr_periods"),
        throttling.get("nr_throttled"),
        throttling.get("throttled_time"));
  }

  private static CgroupStatistics.Memory memory(V1Limits files) {
    return new CgroupStatistics.Memory(
        number(files, "memory", "memory.usage_in_bytes", 0),
        number(files, "memory", "memory.max_usage_in_bytes", 0),
        limit(number(files, "memory", "memory.limit_in_bytes", Long.MAX_VALUE)),
        number(files, "memory", "memory.failcnt", 0),
        FlatKeyed.parse(text(files, "memory", "memory.stat")).values());
  }

  private static CgroupStatistics.Pids pids(V1Limits files) {
    return new CgroupStatistics.Pids(
        number(files, "pids", "pids.current", 0),
        number(files, "pids", "pids.max", Long.MAX_VALUE));
  }

  private static CgroupStatistics.Io io(V1Limits files) {
    var bytes = byDevice(blkio(files, "io_service_bytes_recursive"));
    var counts = byDevice(blkio(files, "io_serviced_recursive"));
    var devices = new ArrayList<CgroupStatistics.Device>();
    bytes.forEach((device, transferred) -> {
      Map<String, Long> operations = counts.getOrDefault(device, Map.of());
      String[] numbers = device.split(":", -1);
      devices.add(
          new CgroupStatistics.Device(
              Integer.parseInt(numbers[0]),
              Integer.parseInt(numbers[1]),
              transferred.getOrDefault("Read", 0L),
              transferred.getOrDefault("Write", 0L),
              operations.getOrDefault("Read", 0L),
              operations.getOrDefault("Write", 0L)));
    });
    return new CgroupStatistics.Io(List.copyOf(devices));
  }

  /// The BFQ scheduler counts for its own devices only, and the throttling layer for all.
  private static String blkio(V1Limits files, String name) {
    String scheduler = text(files, "blkio", "blkio.bfq." + name).orElse("");
    return scheduler.contains(":")
        ? scheduler
        : text(files, "blkio", "blkio.throttle." + name).orElse("");
  }

  /// Lines such as `8:0 Read 4096`.
  static Map<String, Map<String, Long>> byDevice(String text) {
    var devices = new TreeMap<String, Map<String, Long>>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].matches("[0-9]+:[0-9]+")) {
        devices
            .computeIfAbsent(words[0], _ -> new TreeMap<>())
            .put(words[1], FlatKeyed.number(words[2]));
      }
    }
    return devices;
  }

  /// Without a limit, version 1 says the greatest multiple of a page.
  private static long limit(long value) {
    return value >= Long.MAX_VALUE - 0xFFFF ? Long.MAX_VALUE : value;
  }

  private static List<Long> numbers(String text) {
    return text.isBlank()
        ? List.of()
        : List.of(text.strip().split(" ", -1)).stream().map(FlatKeyed::number).toList();
  }

  private static long number(V1Limits files, String controller, String file, long missing) {
    return text(files, controller, file).map(FlatKeyed::number).orElse(missing);
  }

  private static Optional<String> text(V1Limits files, String controller, String file) {
    return files.find(controller).flatMap(directory -> directory.read(file));
  }
}
