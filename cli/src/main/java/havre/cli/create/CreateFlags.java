package havre.cli.create;

import havre.cli.command.Context;
import havre.cli.flag.FlagSet;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.List;

/// All options that describe a container, in five groups.
public final class CreateFlags {
  private final FlagSet flags;
  private final ProcessFlags process;
  private final ResourceFlags resources;
  private final NetworkFlags network;
  private final StorageFlags storage;
  private final IsolationFlags isolation;

  public CreateFlags(FlagSet flags) {
    this.flags = flags;
    flags.bool("help", "Print usage");
    this.process = new ProcessFlags(flags);
    this.resources = new ResourceFlags(flags);
    this.network = new NetworkFlags(flags);
    this.storage = new StorageFlags(flags);
    this.isolation = new IsolationFlags(flags);
  }

  public ProcessFlags process() {
    return process;
  }

  public boolean autoRemove() {
    return isolation.autoRemove();
  }

  /// The body for the container.
  ///
  /// @throws havre.cli.command.CliException for values that don't fit together
  public JsonObject body(Context context, String image, List<String> command) {
    var config = new JsonObject();
    var host = hostDefaults();
    process.addTo(context, config, image, command);
    resources.addTo(host);
    network.addTo(context, config, host, process);
    storage.addTo(context, config, host);
    isolation.addTo(context, host);
    config.put("HostConfig", host);
    config.put("NetworkingConfig", network.networkingConfig());
    return config;
  }

  boolean changed(String name) {
    return flags.changed(name);
  }

  /// What Docker sends for a container without options.
  private static JsonObject hostDefaults() {
    var host = new JsonObject();
    for (String name :
        List.of(
            "Binds",
            "VolumesFrom",
            "CapAdd",
            "CapDrop",
            "ExtraHosts",
            "GroupAdd",
            "Links",
            "SecurityOpt",
            "DeviceCgroupRules",
            "DeviceRequests",
            "MaskedPaths",
            "ReadonlyPaths")) {
      host.put(name, null);
    }
    for (String name :
        List.of(
            "ContainerIDFile",
            "VolumeDriver",
            "CgroupnsMode",
            "IpcMode",
            "Cgroup",
            "PidMode",
            "UTSMode",
            "UsernsMode",
            "Isolation",
            "CgroupParent",
            "CpusetCpus",
            "CpusetMems")) {
      host.put(name, "");
    }
    for (String name :
        List.of(
            "OomScoreAdj",
            "ShmSize",
            "CpuShares",
            "Memory",
            "NanoCpus",
            "BlkioWeight",
            "CpuPeriod",
            "CpuQuota",
            "CpuRealtimePeriod",
            "CpuRealtimeRuntime",
            "MemoryReservation",
            "MemorySwap",
            "PidsLimit",
            "CpuCount",
            "CpuPercent",
            "IOMaximumIOps",
            "IOMaximumBandwidth")) {
      host.put(name, 0);
    }
    for (String name :
        List.of(
            "AutoRemove", "Privileged", "PublishAllPorts", "ReadonlyRootfs", "OomKillDisable")) {
      host.put(name, false);
    }
    host.put(
        "ConsoleSize",
        new JsonArray()
            .add(havre.client.json.JsonNumber.of(0))
            .add(havre.client.json.JsonNumber.of(0)));
    return host;
  }
}
