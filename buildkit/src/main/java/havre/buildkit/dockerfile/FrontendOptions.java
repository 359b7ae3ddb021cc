package havre.buildkit.dockerfile;

import havre.build.BuildRequest;
import havre.build.step.StepIsolation;
import havre.buildkit.cache.CacheEntry;
import havre.common.HavreException;
import havre.oci.image.Platform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The attributes that a client gives to the Dockerfile frontend.
record FrontendOptions(Map<String, String> all) {
  private static final String ARGUMENT = "build-arg:";
  private static final String LABEL = "label:";

  FrontendOptions {
    all = Map.copyOf(all);
  }

  String text(String name) {
    return all.getOrDefault(name, "");
  }

  String filename() {
    return or("filename", "Dockerfile");
  }

  /// The local folder that holds the Dockerfile.
  String dockerfileFolder() {
    return or("dockerfilekey", "dockerfile");
  }

  /// The local folder that is the context.
  String contextFolder() {
    return or("contextkey", "context");
  }

  private String or(String name, String absent) {
    String value = text(name);
    return value.isEmpty() ? absent : value;
  }

  Map<String, String> arguments() {
    return named(ARGUMENT);
  }

  Map<String, String> labels() {
    return named(LABEL);
  }

  private Map<String, String> named(String prefix) {
    var found = new TreeMap<String, String>();
    all.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), value);
      }
    });
    return found;
  }

  /// Which stages are done anew: none, those named, or all.
  BuildRequest.Caching caching() {
    String stages = all.get("no-cache");
    if (stages == null) {
      return new BuildRequest.Caching(true, List.of());
    }
    if (stages.isEmpty()) {
      return new BuildRequest.Caching(false, List.of());
    }
    return new BuildRequest.Caching(
        true, List.of(), new HashSet<>(List.of(stages.toLowerCase(Locale.ROOT).split(","))));
  }

  /// What names of contexts stand for.
  Map<String, String> contexts() {
    return named("context:");
  }

  /// Where caches of earlier builds are.
  List<CacheEntry> cacheImports() {
    var entries = new ArrayList<CacheEntry>();
    list("cache-from").forEach(name -> entries.add(CacheEntry.registry(name)));
    entries.addAll(CacheEntry.ofJson(text("cache-imports")));
    return entries;
  }

  boolean pull() {
    String mode = text("image-resolve-mode");
    return switch (mode) {
      case "", "default", "local" -> false;
      case "pull" -> true;
      default -> throw HavreException.invalid("invalid image-resolve-mode: " + mode);
    };
  }

  /// Those that are built for; none for this machine's.
  List<Platform> platforms() {
    return list("platform").stream().map(Platform::parse).toList();
  }

  /// The first of them, or null.
  @Nullable Platform platform() {
    List<Platform> platforms = platforms();
    return platforms.isEmpty() ? null : platforms.getFirst();
  }

  /// Whether results bear the names of their platforms.
  boolean isSeveral() {
    return list("platform").size() > 1 || Boolean.parseBoolean(text("multi-platform"));
  }

  StepIsolation isolation() {
    return new StepIsolation(
        network(), hosts(), 0, 0, 0, 0, 0, "", "", shmSize(), ulimits(), text("cgroup-parent"));
  }

  private String network() {
    String mode = text("force-network-mode");
    return switch (mode) {
      case "", "sandbox", "default" -> "";
      case "host", "none" -> mode;
      default -> throw HavreException.invalid("invalid netmode " + mode);
    };
  }

  /// `name=address,…`
  private List<String> hosts() {
    var hosts = new ArrayList<String>();
    for (String entry : list("add-hosts")) {
      int equals = entry.indexOf('=');
      if (equals <= 0) {
        throw HavreException.invalid(
            "failed to parse additional hosts: invalid key-value pair: " + entry);
      }
      hosts.add(entry.substring(0, equals) + ":" + entry.substring(equals + 1));
    }
    return hosts;
  }

  private List<String> list(String name) {
    return text(name).isEmpty() ? List.of() : List.of(text(name).split(","));
  }

  private long shmSize() {
    try {
      return text("shm-size").isEmpty() ? 0 : Long.parseLong(text("shm-size"));
    } catch (NumberFormatException _) {
      throw HavreException.invalid("failed to parse shm size: invalid size: " + text("shm-size"));
    }
  }

  /// `name=soft:hard,…`
  private List<StepIsolation.Ulimit> ulimits() {
    var limits = new ArrayList<StepIsolation.Ulimit>();
    for (String entry : list("ulimit")) {
      String[] parts = entry.split("[=:]");
      try {
        long soft = Long.parseLong(parts[1]);
        limits.add(
            new StepIsolation.Ulimit(
                parts[0], soft, parts.length > 2 ? Long.parseLong(parts[2]) : soft));
      } catch (IndexOutOfBoundsException | NumberFormatException _) {
        throw HavreException.invalid("failed to parse ulimit: invalid ulimit argument: " + entry);
      }
    }
    return limits;
  }
}
