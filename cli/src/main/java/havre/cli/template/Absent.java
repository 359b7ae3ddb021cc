package havre.cli.template;

import havre.client.json.JsonArray;
import havre.client.json.JsonBoolean;
import havre.client.json.JsonNumber;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fields that Go's types have and JSON leaves out or writes as null when they hold nothing. A
/// template may ask for them all the same.
final class Absent {
  private static final Set<String> MAPS =
      Set.of(
          "Volumes",
          "Labels",
          "PortBindings",
          "Options",
          "ExposedPorts",
          "StorageOpt",
          "Sysctls",
          "Tmpfs",
          "Annotations",
          "DriverOpts",
          "Status",
          "Ports");
  private static final Set<String> POINTERS =
      Set.of(
          "PidsLimit",
          "MemorySwappiness",
          "OomKillDisable",
          "Init",
          "IPAMConfig",
          "Health",
          "Healthcheck",
          "StopTimeout",
          "UsageData",
          "SizeRw",
          "SizeRootFs",
          "ImageManifestDescriptor",
          "ClusterVolume",
          "BindOptions",
          "VolumeOptions",
          "TmpfsOptions",
          "Platform");
  private static final Set<String> LISTS =
      Set.of(
          "Mounts", "Peers", "Shell", "OnBuild", "DeviceRequests", "MaskedPaths", "ReadonlyPaths");
  private static final Set<String> TEXTS =
      Set.of(
          "MacAddress",
          "StopSignal",
          "Runtime",
          "Comment",
          "Gateway",
          "Author",
          "DockerVersion",
          "Variant",
          "OsVersion",
          "Parent",
          "CreatedAt",
          "Cgroup",
          "Domainname",
          "User",
          "WorkingDir");
  private static final Set<String> SWITCHES =
      Set.of("ArgsEscaped", "NetworkDisabled", "StdinOnce", "NonRecursive");
  private static final Set<String> NUMBERS = Set.of("KernelMemoryTCP", "VirtualSize");

  private Absent() {}

  /// What a null under an existing name stands for.
  static JsonValue empty(String name) {
    return POINTERS.contains(name)
        ? new JsonString("<nil>")
        : MAPS.contains(name) ? new JsonObject() : new JsonArray();
  }

  /// What a name stands for that isn't there; null when nothing is called so.
  static @Nullable JsonValue missing(String name) {
    if (POINTERS.contains(name) || MAPS.contains(name) || LISTS.contains(name)) {
      return empty(name);
    }
    if (TEXTS.contains(name)) {
      return new JsonString("");
    }
    if (SWITCHES.contains(name)) {
      return JsonBoolean.of(false);
    }
    return NUMBERS.contains(name) ? JsonNumber.of(0) : null;
  }
}
