package havre.transport;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a request's query, read as Docker reads them.
public final class Query {
  private static final Query EMPTY = new Query(Map.of());

  private final Map<String, List<String>> values;

  private Query(Map<String, List<String>> values) {
    this.values = values;
  }

  public static Query empty() {
    return EMPTY;
  }

  /// Reads what follows the question mark. A part that is not validly escaped is left out.
  public static Query parse(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    var values = new LinkedHashMap<String, List<String>>();
    for (String part : text.split("&", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      int equals = part.indexOf('=');
      String key = decode(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decode(part.substring(equals + 1));
      if (key != null && value != null) {
        values.computeIfAbsent(key, _ -> new ArrayList<>()).add(value);
      }
    }
    return new Query(values);
  }

  private static @Nullable String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return null; // a broken escape, dropped as Docker's parser drops it
    }
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /// The first value of that name, or the empty string.
  public String string(String name) {
    return all(name).isEmpty() ? "" : all(name).getFirst();
  }

  /// The first value of that name; `fallback` where it is missing or empty.
  public String string(String name, String fallback) {
    String value = string(name);
    return value.isEmpty() ? fallback : value;
  }

  public List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /// False for a missing value, the empty string, `0`, `no`, `false` and `none`; true for any
  /// other.
  public boolean bool(String name) {
    return switch (string(name).strip().toLowerCase(java.util.Locale.ROOT)) {
      case "", "0", "no", "false", "none" -> false;
      default -> true;
    };
  }

  /// As [#bool], with `fallback` where the parameter is missing altogether.
  public boolean bool(String name, boolean fallback) {
    return has(name) ? bool(name) : fallback;
  }

  /// The number of that name; 0 where it is missing or not a number.
  public long number(String name) {
    try {
      return Long.parseLong(string(name));
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  /// The number of that name; `fallback` where it is missing or empty.
  ///
  /// @throws NumberFormatException where it is no number; the message is Docker's
  public long number(String name, long fallback) {
    String value = string(name);
    if (value.isEmpty()) {
      return fallback;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      var failure =
          new NumberFormatException("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
      failure.initCause(e);
      throw failure;
    }
  }
}
