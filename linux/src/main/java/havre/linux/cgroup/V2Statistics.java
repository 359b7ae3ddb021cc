package havre.linux.cgroup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads statistics from the files of version 2.
final class V2Statistics {
  private static final long NANOS_PER_MICRO = 1000;

  private V2Statistics() {}

  static CgroupStatistics read(CgroupDirectory directory) {
    return new CgroupStatistics(cpu(directory), memory(directory), pids(directory), io(directory));
  }

  private static CgroupStatistics.Cpu cpu(CgroupDirectory directory) {
    FlatKeyed stat = FlatKeyed.parse(directory.read("cpu.stat"));
    return new CgroupStatistics.Cpu(
        stat.get("usage_usec") * NANOS_PER_MICRO,
        stat.get("user_usec") * NANOS_PER_MICRO,
        stat.get("system_usec") * NANOS_PER_MICRO,
        List.of(),
        stat.get("nr_periods"),
        stat.get("nr_throttled"),
        stat.get("throttled_usec") * NANOS_PER_MICRO);
  }

  private static CgroupStatistics.Memory memory(CgroupDirectory directory) {
    return new CgroupStatistics.Memory(
        number(directory, "memory.current", 0),
        number(directory, "memory.peak", 0),
        number(directory, "memory.max", Long.MAX_VALUE),
        FlatKeyed.parse(directory.read("memory.events")).get("max"),
        FlatKeyed.parse(directory.read("memory.stat")).values());
  }

  private static CgroupStatistics.Pids pids(CgroupDirectory directory) {
    return new CgroupStatistics.Pids(
        number(directory, "pids.current", 0), number(directory, "pids.max", Long.MAX_VALUE));
  }

  /// Lines such as `8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0`.
  private static CgroupStatistics.Io io(CgroupDirectory directory) {
    var devices = new ArrayList<CgroupStatistics.Device>();
    for (String line : directory.read("io.stat").orElse("").lines().toList()) {
      String[] words = line.split(" ", -1);
      String[] device = words[0].split(":", -1);
      if (device.length == 2) {
        Map<String, Long> values = values(words);
        devices.add(
            new CgroupStatistics.Device(
                Integer.parseInt(device[0]),
                Integer.parseInt(device[1]),
                values.getOrDefault("rbytes", 0L),
                values.getOrDefault("wbytes", 0L),
                values.getOrDefault("rios", 0L),
                values.getOrDefault("wios", 0L)));
      }
    }
    return new CgroupStatistics.Io(List.copyOf(devices));
  }

  private static Map<String, Long> values(String[] words) {
    var values = new HashMap<String, Long>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      if (equals > 0) {
        values.put(words[i].substring(0, equals), FlatKeyed.number(words[i].substring(equals + 1)));
      }
    }
    return values;
  }

  private static long number(CgroupDirectory directory, String file, long missing) {
    return directory.read(file).map(FlatKeyed::number).orElse(missing);
  }
}
