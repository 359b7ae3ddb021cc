package havre.engine;

import havre.common.HavreException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The `filters` of a request: a name, and for each name the values of which one must fit.
public record Filters(Map<String, Set<String>> values) {
  public static final Filters NONE = new Filters(Map.of());

  public Filters {
    var copy = new LinkedHashMap<String, Set<String>>();
    values.forEach((k, v) -> copy.put(k, Collections.unmodifiableSet(new LinkedHashSet<>(v))));
    values = Collections.unmodifiableMap(copy);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Set<String> get(String name) {
    return values.getOrDefault(name, Set.of());
  }

  /// Refuses names that are not in `known`.
  public void requireKnown(Set<String> known) {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw HavreException.invalid("invalid filter '" + name + "'");
      }
    }
  }
}
