package havre.engine.system;

import havre.engine.system.EngineInfo.Abilities;
import havre.engine.system.EngineInfo.AddressPool;
import havre.engine.system.EngineInfo.Counts;
import havre.engine.system.EngineInfo.Host;
import havre.linux.cgroup.CgroupFeatures;
import havre.linux.cgroup.CgroupVersion;
import havre.linux.cgroup.Cgroups;
import havre.linux.process.HostInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// This engine on this host.
public final class LocalSystemInformation implements SystemInformation {
  /// The release of the engine whose behaviour clients are given.
  public static final String VERSION = "0.1.0";

  private static final Path OS_RELEASE = Path.of("/etc/os-release");
  private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

  private final Supplier<Facts> told;
  private final Supplier<Counts> counts;
  private final IntSupplier listeners;
  private final Cgroups cgroups;
  private final Clock clock;
  private final Map<String, String> osRelease = osRelease();

  /// What the daemon was told, which it may be told anew while it runs.
  public record Facts(
      String id,
      String dataRoot,
      String defaultLogDriver,
      List<String> logDrivers,
      List<String> securityOptions,
      List<String> labels,
      List<AddressPool> addressPools,
      List<String> insecureRegistries,
      List<String> registryMirrors,
      List<String> deviceDirectories,
      boolean debug,
      EngineInfo.Choices choices) {
    public Facts {
      logDrivers = List.copyOf(logDrivers);
      securityOptions = List.copyOf(securityOptions);
      labels = List.copyOf(labels);
      addressPools = List.copyOf(addressPools);
      insecureRegistries = List.copyOf(insecureRegistries);
      registryMirrors = List.copyOf(registryMirrors);
      deviceDirectories = List.copyOf(deviceDirectories);
    }
  }

  public LocalSystemInformation(
      Supplier<Facts> told,
      Supplier<Counts> counts,
      IntSupplier listeners,
      Cgroups cgroups,
      Clock clock) {
    this.told = told;
    this.counts = counts;
    this.listeners = listeners;
    this.cgroups = cgroups;
    this.clock = clock;
  }

  @Override
  public EngineVersion version() {
    HostInfo host = HostInfo.read();
    return new EngineVersion(
        VERSION,
        "",
        "",
        "linux",
        architecture(host.architecture()),
        host.kernelRelease(),
        Runtime.version().toString());
  }

  /// The architecture as Go names it.
  private static String architecture(String machine) {
    return switch (machine) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> machine;
    };
  }

  @Override
  public EngineInfo info() {
    HostInfo host = HostInfo.read();
    Facts facts = told.get();
    return new EngineInfo(
        facts.id,
        host.hostName(),
        counts.get(),
        new Host(
            host.kernelRelease(),
            osRelease.getOrDefault("PRETTY_NAME", "Linux"),
            osRelease.getOrDefault("VERSION_ID", ""),
            "linux",
            host.architecture(),
            host.processors(),
            host.totalMemory()),
        abilities(),
        List.of(
            Map.entry("Backing Filesystem", fileSystem(facts.dataRoot)),
            Map.entry("Supports d_type", "true"),
            Map.entry("Using metacopy", "false"),
            Map.entry("Native Overlay Diff", "true"),
            Map.entry("userxattr", "false")),
        facts.dataRoot,
        facts.defaultLogDriver,
        "runc",
        facts.securityOptions,
        facts.labels,
        List.of("bridge", "host", "ipvlan", "macvlan", "null"),
        List.of("local"),
        facts.logDrivers,
        facts.addressPools,
        facts.insecureRegistries,
        facts.registryMirrors,
        facts.debug,
        entries("/proc/self/fd"),
        entries("/proc/self/task"),
        listeners.getAsInt(),
        clock.instant(),
        facts.deviceDirectories,
        List.of(),
        VERSION,
        facts.choices);
  }

  private Abilities abilities() {
    CgroupFeatures can = cgroups.features();
    boolean unified = cgroups.version() == CgroupVersion.V2;
    return new Abilities(
        can.memory(),
        can.swap(),
        can.cpuQuota(),
        can.cpuQuota(),
        can.cpuShares(),
        can.cpuset(),
        can.pids(),
        can.oomKillDisable(),
        forwards(),
        "cgroupfs",
        unified ? "2" : "1");
  }

  private static boolean forwards() {
    try {
      return Files.readString(FORWARDING).strip().equals("1");
    } catch (IOException e) {
      return false; // A kernel without it forwards nothing.
    }
  }

  private static String fileSystem(String dataRoot) {
    try {
      String type = Files.getFileStore(Path.of(dataRoot)).type();
      return type.startsWith("ext") ? "extfs" : type;
    } catch (IOException e) {
      return "unknown";
    }
  }

  /// How many descriptors or threads this process has.
  private static int entries(String directory) {
    try (Stream<Path> entries = Files.list(Path.of(directory))) {
      return (int) entries.count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static Map<String, String> osRelease() {
    var values = new java.util.HashMap<String, String>();
    try {
      for (String line : Files.readAllLines(OS_RELEASE)) {
        int equals = line.indexOf('=');
        if (equals > 0) {
          values.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
        }
      }
    } catch (IOException e) {
      return Map.of(); // A host without the file has no name.
    }
    return values;
  }
}
