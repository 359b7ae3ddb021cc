package havre.cli.template;

import havre.client.json.JsonArray;
import havre.client.json.JsonBoolean;
import havre.client.json.JsonNull;
import havre.client.json.JsonNumber;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.util.Map;
import java.util.TreeMap;

/// How values look when they are printed, and which count as true.
final class Printing {
  private Printing() {}

  static String text(Object value) {
    return switch (value) {
      case JsonString string -> string.value();
      case JsonNumber number -> number(number);
      case JsonBoolean flag -> flag.toString();
      case JsonNull ignored -> "<no value>";
      case JsonArray array -> array(array);
      case JsonObject object -> object(object);
      case Fields fields -> object(fields.all());
      default -> value.toString();
    };
  }

  private static String number(JsonNumber number) {
    if (number.isInteger()) {
      return number.text();
    }
    double value = number.doubleValue();
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : number.text();
  }

  private static String array(JsonArray array) {
    var text = new StringBuilder("[");
    for (JsonValue element : array) {
      text.append(text.length() > 1 ? " " : "").append(text(element));
    }
    return text.append(']').toString();
  }

  private static String object(JsonObject object) {
    var text = new StringBuilder("map[");
    for (Map.Entry<String, JsonValue> entry : sorted(object).entrySet()) {
      text.append(text.length() > 4 ? " " : "").append(entry.getKey()).append(':');
      text.append(text(entry.getValue()));
    }
    return text.append(']').toString();
  }

  /// The members by name.
  static Map<String, JsonValue> sorted(JsonObject object) {
    var sorted = new TreeMap<String, JsonValue>();
    for (Map.Entry<String, JsonValue> entry : object.entries()) {
      sorted.put(entry.getKey(), entry.getValue());
    }
    return sorted;
  }

  static boolean truth(Object value) {
    return switch (value) {
      case JsonString string -> !string.value().isEmpty();
      case JsonNumber number -> number.doubleValue() != 0;
      case JsonBoolean flag -> flag.value();
      case JsonNull ignored -> false;
      case JsonArray array -> !array.isEmpty();
      case JsonObject object -> !object.isEmpty();
      default -> true;
    };
  }

  static String typeName(Object value) {
    return switch (value) {
      case Fields fields -> fields.typeName();
      case JsonString ignored -> "string";
      case JsonNumber number -> number.isInteger() ? "int64" : "float64";
      case JsonBoolean ignored -> "bool";
      case JsonArray ignored -> "[]interface {}";
      case JsonObject ignored -> "map[string]interface {}";
      default -> "interface {}";
    };
  }
}
