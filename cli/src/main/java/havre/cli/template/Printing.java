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
    return number.isInteger() ? number.text() : GoFloats.general(number.doubleValue(), -1);
  }

  private static String array(JsonArray array) {
    var text = new StringBuilder("[");
    for (JsonValue element : array) {
      text.append(text.length() > 1 ? " " : "").append(text(element));
    }
    return text.append(']').toString();
  }

  /// Whether an object stands for a Go struct, whose fields are known, and not for a map.
  static boolean isStruct(JsonObject object) {
    for (String name : object.names()) {
      if (name.isEmpty() || !Character.isUpperCase(name.charAt(0)) || name.indexOf('_') > 0) {
        return false;
      }
    }
    return !object.isEmpty();
  }

  private static String object(JsonObject object) {
    if (isStruct(object)) {
      var fields = new StringBuilder("{");
      for (Map.Entry<String, JsonValue> entry : object.entries()) {
        JsonValue value = entry.getValue();
        fields.append(fields.length() > 1 ? " " : "");
        fields.append(text(value == JsonNull.NULL ? Absent.empty(entry.getKey()) : value));
      }
      return fields.append('}').toString();
    }
    var text = new StringBuilder("map[");
    for (Map.Entry<String, JsonValue> entry : sorted(object).entrySet()) {
      text.append(text.length() > 4 ? " " : "").append(entry.getKey()).append(':');
      JsonValue value = entry.getValue();
      text.append(value == JsonNull.NULL ? "[]" : text(value));
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
      case JsonNumber number -> number.isInteger() ? "int" : "float64";
      case JsonBoolean ignored -> "bool";
      case JsonArray ignored -> "[]interface {}";
      case JsonObject ignored -> "map[string]interface {}";
      case JsonNull ignored -> "<nil>";
      default -> "interface {}";
    };
  }
}
