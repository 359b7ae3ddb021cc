package havre.volumes;

import havre.common.HavreException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The filters of a list or prune request: key to values, all keys known.
public record VolumeFilters(Map<String, List<String>> values) {
  private static final Set<String> LIST = Set.of("dangling", "name", "driver", "label");
  private static final Set<String> PRUNE = Set.of("all", "label", "label!");
  private static final Set<String> YES = Set.of("1", "true");
  private static final Set<String> NO = Set.of("0", "false");

  public static VolumeFilters none() {
    return new VolumeFilters(Map.of());
  }

  public static VolumeFilters ofList(Map<String, List<String>> values) {
    return checked(values, LIST, "dangling");
  }

  public static VolumeFilters ofPrune(Map<String, List<String>> values) {
    return checked(values, PRUNE, "all");
  }

  public List<String> get(String key) {
    return values.getOrDefault(key, List.of());
  }

  /// Whether a list shows the volume.
  boolean accept(Volume volume, boolean used) {
    return (get("dangling").isEmpty() || isSet("dangling") != used)
        && (get("name").isEmpty()
            || get("name").stream().anyMatch(wish -> matches(wish, volume.name())))
        && (get("driver").isEmpty() || get("driver").contains(volume.driver()))
        && hasLabels(volume, "label", true);
  }

  /// Whether a prune takes the volume, should nobody use it.
  boolean prunes(Volume volume) {
    return (isSet("all") || volume.isAnonymous())
        && hasLabels(volume, "label", true)
        && hasLabels(volume, "label!", false);
  }

  private boolean isSet(String key) {
    return get(key).stream().anyMatch(YES::contains);
  }

  /// A name is looked for as a regular expression.
  private static boolean matches(String wish, String name) {
    try {
      return Pattern.compile(wish).matcher(name).find();
    } catch (PatternSyntaxException e) {
      return name.equals(wish);
    }
  }

  /// A wish is `key` or `key=value`.
  private boolean hasLabels(Volume volume, String key, boolean present) {
    return get(key).stream().allMatch(wish -> hasLabel(volume, wish) == present);
  }

  private static boolean hasLabel(Volume volume, String wish) {
    int equals = wish.indexOf('=');
    if (equals < 0) {
      return volume.labels().containsKey(wish);
    }
    return wish.substring(equals + 1).equals(volume.labels().get(wish.substring(0, equals)));
  }

  private static VolumeFilters checked(
      Map<String, List<String>> values, Set<String> known, String flag) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw HavreException.invalid("invalid filter '" + key + "'");
      }
    }
    List<String> asked = values.getOrDefault(flag, List.of());
    boolean isFlag = asked.stream().anyMatch(value -> YES.contains(value) || NO.contains(value));
    if (!asked.isEmpty() && !isFlag) {
      if (flag.equals("all")) {
        throw HavreException.invalid(
            "invalid filter 'all': strconv.ParseBool: parsing \"%s\": invalid syntax"
                .formatted(asked.getFirst()));
      }
      throw HavreException.invalid("invalid filter '%s=%s'".formatted(flag, asked));
    }
    return new VolumeFilters(Map.copyOf(values));
  }
}
