package havre.cli.container;

import havre.cli.command.CliException;
import havre.cli.command.Context;
import havre.cli.create.RestartPolicy;
import havre.cli.flag.BytesValue;
import havre.cli.flag.Flag;
import havre.cli.flag.IntValue;
import havre.cli.flag.NanoCpusValue;
import havre.cli.flag.StringValue;
import havre.client.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// `update`: changes limits and the restart policy of containers.
public final class UpdateCommand extends ContainerVerb {
  private final IntValue blkioWeight;
  private final IntValue cpuPeriod;
  private final IntValue cpuQuota;
  private final IntValue cpuRtPeriod;
  private final IntValue cpuRtRuntime;
  private final IntValue cpuShares;
  private final NanoCpusValue cpus = new NanoCpusValue();
  private final StringValue cpusetCpus;
  private final StringValue cpusetMems;
  private final BytesValue memory = new BytesValue();
  private final BytesValue memoryReservation = new BytesValue();
  private final BytesValue memorySwap = new BytesValue(true);
  private final IntValue pidsLimit;
  private final StringValue restart;
  private final List<String> warnings = new ArrayList<>();

  public UpdateCommand() {
    super("update", "Update configuration of one or more containers");
    blkioWeight =
        flags()
            .add(
                "blkio-weight",
                Flag.NONE,
                "Block IO (relative weight), between 10 and 1000, or 0 to disable",
                new IntValue(0, "uint16", true));
    cpuPeriod = flags().integer("cpu-period", "Limit CPU CFS (Completely Fair Scheduler) period");
    cpuQuota = flags().integer("cpu-quota", "Limit CPU CFS (Completely Fair Scheduler) quota");
    cpuRtPeriod =
        flags().integer("cpu-rt-period", "Limit the CPU real-time period in microseconds");
    cpuRtRuntime =
        flags().integer("cpu-rt-runtime", "Limit the CPU real-time runtime in microseconds");
    cpuShares = flags().integer("cpu-shares", 'c', "CPU shares (relative weight)");
    flags().add("cpus", Flag.NONE, "Number of CPUs", cpus);
    cpusetCpus = flags().string("cpuset-cpus", "CPUs in which to allow execution (0-3, 0,1)");
    cpusetMems = flags().string("cpuset-mems", "MEMs in which to allow execution (0-3, 0,1)");
    flags().add("memory", 'm', "Memory limit", memory);
    flags().add("memory-reservation", Flag.NONE, "Memory soft limit", memoryReservation);
    flags()
        .add(
            "memory-swap",
            Flag.NONE,
            "Swap limit equal to memory plus swap: -1 to enable unlimited swap",
            memorySwap);
    pidsLimit = flags().integer("pids-limit", "Tune container pids limit (set -1 for unlimited)");
    restart = flags().string("restart", "Restart policy to apply when a container exits");
  }

  @Override
  public int run(Context context, List<String> arguments) {
    if (!flags().anyChanged()) {
      throw new CliException("you must provide one or more flags when using this command");
    }
    int exit = super.run(context, arguments);
    if (!warnings.isEmpty()) {
      context.out().line(String.join("\n", warnings));
    }
    return exit;
  }

  @Override
  void apply(Context context, String container) {
    JsonObject result = context.engine().containers().update(container, body());
    for (String warning : result.array("Warnings").strings()) {
      warnings.add(warning);
    }
  }

  private JsonObject body() {
    var body = new JsonObject();
    body.put("CpuShares", cpuShares.get()).put("Memory", memory.get());
    body.put("NanoCpus", cpus.get()).put("CgroupParent", "");
    body.put("BlkioWeight", blkioWeight.get());
    for (String list :
        List.of(
            "BlkioWeightDevice",
            "BlkioDeviceReadBps",
            "BlkioDeviceWriteBps",
            "BlkioDeviceReadIOps",
            "BlkioDeviceWriteIOps",
            "Devices",
            "DeviceCgroupRules",
            "DeviceRequests",
            "MemorySwappiness",
            "OomKillDisable",
            "Ulimits")) {
      body.put(list, null);
    }
    body.put("CpuPeriod", cpuPeriod.get()).put("CpuQuota", cpuQuota.get());
    body.put("CpuRealtimePeriod", cpuRtPeriod.get());
    body.put("CpuRealtimeRuntime", cpuRtRuntime.get());
    body.put("CpusetCpus", cpusetCpus.get()).put("CpusetMems", cpusetMems.get());
    body.put("MemoryReservation", memoryReservation.get()).put("MemorySwap", memorySwap.get());
    body.put("PidsLimit", flags().changed("pids-limit") ? pidsLimit.get() : null);
    body.put("CpuCount", 0).put("CpuPercent", 0);
    body.put("IOMaximumIOps", 0).put("IOMaximumBandwidth", 0);
    return body.put("RestartPolicy", RestartPolicy.parse(restart.get()));
  }
}
