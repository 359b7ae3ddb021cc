package havre.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The `filters` parameter: for each name the values asked for. Both forms are read:
/// `{"label":["a","b"]}` and `{"label":{"a":true,"b":true}}`.
public record Filters(Map<String, List<String>> values) {
  /// Reads the parameter; the empty string gives no filters.
  public static Filters parse(String text) {
    if (text.isEmpty()) {
      return new Filters(Map.of());
    }
    JsonNode tree;
    try {
      tree = Json.mapper().readTree(text);
    } catch (JsonProcessingException _) {
      throw HavreException.invalid("invalid filter");
    }
    if (tree == null || !tree.isObject()) {
      throw HavreException.invalid("invalid filter");
    }
    var values = new LinkedHashMap<String, List<String>>();
    tree.properties().forEach(e -> values.put(e.getKey(), valuesOf(e.getValue())));
    return new Filters(values);
  }

  private static List<String> valuesOf(JsonNode node) {
    var values = new ArrayList<String>();
    if (node.isArray()) {
      for (JsonNode value : node) {
        if (!value.isTextual()) {
          throw HavreException.invalid("invalid filter");
        }
        values.add(value.textValue());
      }
    } else if (node.isObject()) {
      node.properties()
          .forEach(e -> {
            if (!e.getValue().isBoolean()) {
              throw HavreException.invalid("invalid filter");
            }
            values.add(e.getKey());
          });
    } else {
      throw HavreException.invalid("invalid filter");
    }
    return List.copyOf(values);
  }

  /// Refuses names that are not in `accepted`, with Docker's text.
  public Filters checked(Set<String> accepted) {
    for (String name : new TreeSet<>(values.keySet())) {
      if (!accepted.contains(name)) {
        throw HavreException.invalid("invalid filter '" + name + "'");
      }
    }
    return this;
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /// The values asked for under that name; empty where the filter is not set.
  public List<String> get(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// The filter's single truth value, `fallback` where it is not set.
  public boolean bool(String name, boolean fallback) {
    List<String> given = get(name);
    if (given.isEmpty()) {
      return fallback;
    }
    boolean isTrue = given.contains("1") || given.contains("true");
    boolean isFalse = given.contains("0") || given.contains("false");
    if (given.size() > 2 || isTrue == isFalse) {
      throw HavreException.invalid("invalid filter '" + name + "=" + given + "'");
    }
    return isTrue;
  }
}
