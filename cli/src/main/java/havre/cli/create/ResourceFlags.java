package havre.cli.create;

import havre.cli.command.CliException;
import havre.cli.flag.BoolValue;
import havre.cli.flag.BytesValue;
import havre.cli.flag.Flag;
import havre.cli.flag.FlagSet;
import havre.cli.flag.GoNumbers;
import havre.cli.flag.IntValue;
import havre.cli.flag.ListValue;
import havre.cli.flag.NanoCpusValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;

/// How much of the machine a container may use.
final class ResourceFlags {
  private final IntValue blkioWeight;
  private final ListValue blkioWeightDevice;
  private final ListValue deviceReadBps;
  private final ListValue deviceReadIops;
  private final ListValue deviceWriteBps;
  private final ListValue deviceWriteIops;
  private final IntValue cpuPeriod;
  private final IntValue cpuQuota;
  private final IntValue cpuRtPeriod;
  private final IntValue cpuRtRuntime;
  private final IntValue cpuShares;
  private final NanoCpusValue cpus;
  private final StringValue cpusetCpus;
  private final StringValue cpusetMems;
  private final BytesValue memory = new BytesValue();
  private final BytesValue memoryReservation = new BytesValue();
  private final BytesValue memorySwap = new BytesValue(true);
  private final BytesValue shmSize = new BytesValue();
  private final IntValue memorySwappiness;
  private final BoolValue oomKillDisable;
  private final IntValue oomScoreAdj;
  private final IntValue pidsLimit;
  private final UlimitsValue ulimits = new UlimitsValue();

  ResourceFlags(FlagSet flags) {
    blkioWeight =
        flags.add(
            "blkio-weight",
            Flag.NONE,
            "Block IO (relative weight), between 10 and 1000, or 0 to disable",
            new IntValue(0, "uint16", true));
    blkioWeightDevice =
        devices(
            flags,
            "blkio-weight-device",
            "Block IO weight (relative device weight)",
            ResourceFlags::weight);
    deviceReadBps =
        devices(
            flags,
            "device-read-bps",
            "Limit read rate (bytes per second) from a device",
            ResourceFlags::bps);
    deviceReadIops =
        devices(
            flags,
            "device-read-iops",
            "Limit read rate (IO per second) from a device",
            ResourceFlags::iops);
    deviceWriteBps =
        devices(
            flags,
            "device-write-bps",
            "Limit write rate (bytes per second) to a device",
            ResourceFlags::bps);
    deviceWriteIops =
        devices(
            flags,
            "device-write-iops",
            "Limit write rate (IO per second) to a device",
            ResourceFlags::iops);
    cpuPeriod = flags.integer("cpu-period", "Limit CPU CFS (Completely Fair Scheduler) period");
    cpuQuota = flags.integer("cpu-quota", "Limit CPU CFS (Completely Fair Scheduler) quota");
    cpuRtPeriod = flags.integer("cpu-rt-period", "Limit CPU real-time period in microseconds");
    cpuRtRuntime = flags.integer("cpu-rt-runtime", "Limit CPU real-time runtime in microseconds");
    cpuShares = flags.integer("cpu-shares", 'c', "CPU shares (relative weight)");
    cpus = flags.add("cpus", Flag.NONE, "Number of CPUs", new NanoCpusValue());
    cpusetCpus = flags.string("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)");
    cpusetMems = flags.string("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)");
    flags.add("kernel-memory", Flag.NONE, "Kernel memory limit", new BytesValue());
    flags.add("memory", 'm', "Memory limit", memory);
    flags.add("memory-reservation", Flag.NONE, "Memory soft limit", memoryReservation);
    flags.add(
        "memory-swap",
        Flag.NONE,
        "Swap limit equal to memory plus swap: '-1' to enable unlimited swap",
        memorySwap);
    memorySwappiness =
        flags.add(
            "memory-swappiness",
            Flag.NONE,
            "Tune container memory swappiness (0 to 100)",
            new IntValue(-1));
    oomKillDisable = flags.bool("oom-kill-disable", "Disable OOM Killer");
    oomScoreAdj = flags.integer("oom-score-adj", "Tune host's OOM preferences (-1000 to 1000)");
    pidsLimit = flags.integer("pids-limit", "Tune container pids limit (set -1 for unlimited)");
    flags.add("shm-size", Flag.NONE, "Size of /dev/shm", shmSize);
    flags.add("ulimit", Flag.NONE, "Ulimit options", ulimits);
    for (String windows :
        new String[] {"cpu-count", "cpu-percent", "io-maxbandwidth", "io-maxiops"}) {
      flags.hidden(windows, new WindowsValue(windows));
    }
  }

  private static ListValue devices(
      FlagSet flags, String name, String usage, ListValue.Check check) {
    return flags.add(name, Flag.NONE, usage, new ListValue("list", "[]", check));
  }

  private static String weight(String text) {
    String value = deviceValue(text);
    if (!value.equals("0") && !isBetween(value, 10, 1000)) {
      throw new IllegalArgumentException("invalid weight for device: " + text);
    }
    return text;
  }

  private static boolean isBetween(String value, long min, long max) {
    try {
      long number = GoNumbers.parse(value);
      return number >= min && number <= max;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String bps(String text) {
    try {
      BytesValue.parse(deviceValue(text));
    } catch (IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).startsWith("bad")) {
        throw e;
      }
      throw new IllegalArgumentException(
          "invalid rate for device: "
              + text
              + ". The correct format is <device-path>:<number>[<unit>]. Number must be a positive"
              + " integer. Unit is optional and can be kb, mb, or gb",
          e);
    }
    return text;
  }

  private static String iops(String text) {
    if (!isBetween(deviceValue(text), 0, Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "invalid rate for device: "
              + text
              + ". The correct format is <device-path>:<number>. Number must be a positive integer");
    }
    return text;
  }

  /// What stands behind the device's path.
  private static String deviceValue(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("bad format: " + text);
    }
    if (!text.startsWith("/dev/")) {
      throw new IllegalArgumentException("bad format for device path: " + text);
    }
    return text.substring(colon + 1);
  }

  private static JsonArray throttles(ListValue devices, String name, boolean bytes) {
    var all = new JsonArray();
    for (String text : devices.get()) {
      String value = deviceValue(text);
      all.add(
          new JsonObject()
              .put("Path", text.substring(0, text.indexOf(':')))
              .put(name, bytes ? BytesValue.parse(value) : GoNumbers.parse(value)));
    }
    return all;
  }

  void addTo(JsonObject host) {
    long swappiness = memorySwappiness.get();
    if (swappiness != -1 && (swappiness < 0 || swappiness > 100)) {
      throw new CliException(
          125, "invalid value: " + swappiness + ". Valid memory swappiness range is 0-100");
    }
    host.put("BlkioWeight", blkioWeight.get());
    host.put("BlkioWeightDevice", throttles(blkioWeightDevice, "Weight", false));
    host.put("BlkioDeviceReadBps", throttles(deviceReadBps, "Rate", true));
    host.put("BlkioDeviceWriteBps", throttles(deviceWriteBps, "Rate", true));
    host.put("BlkioDeviceReadIOps", throttles(deviceReadIops, "Rate", false));
    host.put("BlkioDeviceWriteIOps", throttles(deviceWriteIops, "Rate", false));
    host.put("CpuPeriod", cpuPeriod.get()).put("CpuQuota", cpuQuota.get());
    host.put("CpuRealtimePeriod", cpuRtPeriod.get());
    host.put("CpuRealtimeRuntime", cpuRtRuntime.get());
    host.put("CpuShares", cpuShares.get()).put("NanoCpus", cpus.get());
    host.put("CpusetCpus", cpusetCpus.get()).put("CpusetMems", cpusetMems.get());
    host.put("Memory", memory.get()).put("MemoryReservation", memoryReservation.get());
    host.put("MemorySwap", memorySwap.get()).put("MemorySwappiness", swappiness);
    host.put("OomKillDisable", oomKillDisable.get()).put("OomScoreAdj", oomScoreAdj.get());
    host.put("PidsLimit", pidsLimit.get()).put("ShmSize", shmSize.get());
    host.put("Ulimits", ulimits.json());
  }
}
