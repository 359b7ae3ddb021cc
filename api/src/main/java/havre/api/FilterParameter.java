package havre.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.engine.Filters;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Set;

/// Reads the `filters` parameter. Both of its forms are understood: `{"label":["a","b"]}` and
/// `{"label":{"a":true,"b":true}}`.
public final class FilterParameter {
  private FilterParameter() {}

  /// Reads the parameter; the empty string gives no filters.
  public static Filters parse(String text) {
    if (text.isEmpty()) {
      return Filters.NONE;
    }
    JsonNode tree;
    try {
      tree = Json.mapper().readTree(text);
    } catch (JsonProcessingException _) {
      throw invalid();
    }
    if (tree == null || !tree.isObject()) {
      throw invalid();
    }
    var values = new LinkedHashMap<String, Set<String>>();
    tree.properties().forEach(e -> values.put(e.getKey(), valuesOf(e.getValue())));
    return new Filters(values);
  }

  private static Set<String> valuesOf(JsonNode node) {
    var values = new LinkedHashSet<String>();
    if (node.isArray()) {
      for (JsonNode value : node) {
        if (!value.isTextual()) {
          throw invalid();
        }
        values.add(value.textValue());
      }
    } else if (node.isObject()) {
      for (var entry : node.properties()) {
        if (!entry.getValue().isBoolean()) {
          throw invalid();
        }
        values.add(entry.getKey());
      }
    } else {
      throw invalid();
    }
    return values;
  }

  /// The single truth value of a filter, `fallback` where it is not set.
  public static boolean bool(Filters filters, String name, boolean fallback) {
    Set<String> given = filters.get(name);
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

  private static HavreException invalid() {
    return HavreException.invalid("invalid filter");
  }
}
