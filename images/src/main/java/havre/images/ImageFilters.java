package havre.images;

import havre.common.HavreException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The filters of a list or prune request: key to values, all keys known.
public record ImageFilters(Map<String, List<String>> values) {
  private static final Set<String> LIST =
      Set.of("dangling", "label", "label!", "before", "since", "reference", "until");
  private static final Set<String> PRUNE = Set.of("dangling", "label", "label!", "until");

  public static ImageFilters none() {
    return new ImageFilters(Map.of());
  }

  /// Filters of a list; an unknown key is refused.
  public static ImageFilters ofList(Map<String, List<String>> values) {
    return checked(values, LIST);
  }

  /// Filters of a prune; an unknown key is refused.
  public static ImageFilters ofPrune(Map<String, List<String>> values) {
    return checked(values, PRUNE);
  }

  public List<String> get(String key) {
    return values.getOrDefault(key, List.of());
  }

  /// Reads a yes-or-no filter.
  public boolean flag(String key, boolean otherwise) {
    List<String> all = get(key);
    if (all.isEmpty()) {
      return otherwise;
    }
    boolean yes = all.stream().anyMatch(v -> v.equals("1") || v.equals("true"));
    boolean no = all.stream().anyMatch(v -> v.equals("0") || v.equals("false"));
    if (yes == no) {
      throw HavreException.invalid("invalid filter '" + key + "=" + all + "'");
    }
    return yes;
  }

  private static ImageFilters checked(Map<String, List<String>> values, Set<String> known) {
    for (String key : values.keySet()) {
      if (!known.contains(key)) {
        throw HavreException.invalid("invalid filter '" + key + "'");
      }
    }
    return new ImageFilters(Map.copyOf(values));
  }
}
