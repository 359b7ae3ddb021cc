package havre.cli.create;

import havre.client.json.JsonArray;
import havre.client.json.JsonNull;
import havre.client.json.JsonObject;
import havre.client.json.JsonValue;
import java.util.List;
import java.util.Map;

/// Lists in the form in which Docker sends them: an empty one is null.
final class Lists {
  private Lists() {}

  static JsonValue orNull(List<String> values) {
    return values.isEmpty() ? JsonNull.NULL : JsonArray.ofStrings(values);
  }

  /// `a=b` texts as members; what has no `=` gets an empty value.
  static JsonObject map(List<String> pairs) {
    var map = new JsonObject();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      map.put(
          equals < 0 ? pair : pair.substring(0, equals),
          equals < 0 ? "" : pair.substring(equals + 1));
    }
    return map;
  }

  static JsonObject map(Map<String, String> pairs) {
    var map = new JsonObject();
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      map.put(pair.getKey(), pair.getValue());
    }
    return map;
  }
}
