package havre.volumes;

import havre.common.HavreException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The filters of a list or prune request: key to values, all keys known.
public record VolumeFilters(Map<String, List<String>> values) {
  private static final Set<String> LIST = Set.of("dangling", "name", "driver", "label");
  private static final Set<String> PRUNE = Set.of("all", "label", "label!");

  public static VolumeFilters none() {
    return new VolumeFilters(Map.of());
  }

  public static VolumeFilters ofList(Map<String, List<String>> values) {
    return checked(values, LIST);
  }

  public static VolumeFilters ofPrune(Map<String, List<String>> values) {
    return checked(values, PRUNE);
  }

  public List<String> get(String key) {
    return values.getOrDefault(key, List.of());
  }

  private static VolumeFilters checked(Map<String, List<String>> values, Set<String> known) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw HavreException.invalid("invalid filter '" + key + "'");
      }
    }
    return new VolumeFilters(Map.copyOf(values));
  }
}
