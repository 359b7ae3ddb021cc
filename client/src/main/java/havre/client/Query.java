package havre.client;

import havre.client.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// A query string in the making. Empty values and false are left out.
public final class Query {
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

  private final StringBuilder text = new StringBuilder();

  public Query with(String name, String value) {
    return value.isEmpty() ? this : always(name, value);
  }

  public Query with(String name, boolean value) {
    return value ? always(name, "1") : this;
  }

  /// A parameter that is sent also when it is empty.
  public Query always(String name, String value) {
    text.append(text.isEmpty() ? '?' : '&')
        .append(name)
        .append('=')
        .append(escape(value).replace("%20", "+"));
    return this;
  }

  public Query all(String name, List<String> values) {
    for (String value : values) {
      always(name, value);
    }
    return this;
  }

  /// The `filters` parameter: each name with the set of its values.
  public Query filters(Map<String, List<String>> filters) {
    if (filters.isEmpty()) {
      return this;
    }
    var json = new JsonObject();
    for (var filter : new TreeMap<>(filters).entrySet()) {
      var values = new JsonObject();
      for (String value : new TreeSet<>(filter.getValue())) {
        values.put(value, true);
      }
      json.put(filter.getKey(), values);
    }
    return always("filters", json.toString());
  }

  /// A text as it may stand in a path segment.
  public static String escape(String value) {
    var escaped = new StringBuilder(value.length() + 16);
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (PLAIN.indexOf(b) >= 0) {
        escaped.append((char) b);
      } else {
        escaped.append('%');
        escaped.append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)));
        escaped.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
