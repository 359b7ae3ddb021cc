package havre.build;

import havre.build.dockerfile.Expansion;
import havre.build.dockerfile.Instruction;
import havre.build.dockerfile.Words;
import havre.build.step.StageBuilder;
import havre.oci.image.Platform;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The values of a build's arguments: the client's, those before the first stage, and those that
/// tell of platforms. One build's own; its stages ask at once.
public final class BuildArguments implements StageBuilder.Arguments {
  private static final Set<String> PROXIES =
      Set.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy");

  private final Map<String, String> given;
  private final Map<String, String> global = new HashMap<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  BuildArguments(Map<String, String> given, @Nullable Platform target) {
    this.given = new TreeMap<>(given);
    global.putAll(platforms(target == null ? Platform.host() : target));
  }

  /// The arguments that tell of platforms.
  public static Map<String, String> platforms(Platform target) {
    var platforms = new HashMap<String, String>();
    addPlatform(platforms, "BUILD", Platform.host());
    addPlatform(platforms, "TARGET", target);
    return platforms;
  }

  private static void addPlatform(Map<String, String> platforms, String prefix, Platform platform) {
    String variant = Objects.requireNonNullElse(platform.variant(), "");
    String whole = platform.os() + "/" + platform.architecture();
    platforms.put(prefix + "PLATFORM", variant.isEmpty() ? whole : whole + "/" + variant);
    platforms.put(prefix + "OS", platform.os());
    platforms.put(prefix + "ARCH", platform.architecture());
    platforms.put(prefix + "VARIANT", variant);
  }

  /// Takes an `ARG` from before the first stage.
  void declare(Instruction instruction, char escape) {
    for (String word : Words.quoted(instruction.rest(), escape)) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      String value = given(name);
      if (value == null && equals >= 0) {
        value = Expansion.of(word.substring(equals + 1), escape, global);
      }
      if (value != null) {
        global.put(name, value);
      }
    }
  }

  /// What `FROM` may refer to.
  Map<String, String> global() {
    return Map.copyOf(global);
  }

  @Override
  public @Nullable String given(String name) {
    used.add(name);
    return given.get(name);
  }

  @Override
  public @Nullable String inherited(String name) {
    return global.get(name);
  }

  @Override
  public Map<String, String> undeclared() {
    var proxies = new TreeMap<String, String>();
    given.forEach((name, value) -> {
      if (isProxy(name) && value != null) {
        proxies.put(name, value);
      }
    });
    return proxies;
  }

  private static boolean isProxy(String name) {
    return PROXIES.contains(name.toLowerCase(Locale.ROOT));
  }

  /// Those given or named that nothing declared.
  List<String> unused(Set<String> named) {
    var names = new TreeSet<String>(given.keySet());
    names.addAll(named);
    return names.stream()
        .filter(name -> !used.contains(name) && !isProxy(name) && !name.equals("SOURCE_DATE_EPOCH"))
        .toList();
  }
}
