package havre.client.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON value. `toString` is its compact text.
public sealed interface JsonValue
    permits JsonArray, JsonBoolean, JsonNull, JsonNumber, JsonObject, JsonString {

  /// Makes a value of null, a boolean, a number, a string, a list, a map or a value.
  ///
  /// @throws IllegalArgumentException for an object of any other class
  static JsonValue of(@Nullable Object value) {
    // No pattern switch: it would make a class at run time, on every call's way.
    if (value == null) {
      return JsonNull.NULL;
    }
    if (value instanceof JsonValue json) {
      return json;
    }
    if (value instanceof String text) {
      return new JsonString(text);
    }
    if (value instanceof Boolean flag) {
      return JsonBoolean.of(flag);
    }
    if (value instanceof Number number) {
      return new JsonNumber(number.toString());
    }
    if (value instanceof List<?> list) {
      var array = new JsonArray();
      for (Object element : list) {
        array.add(of(element));
      }
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      var object = new JsonObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        object.put(String.valueOf(entry.getKey()), of(entry.getValue()));
      }
      return object;
    }
    throw new IllegalArgumentException("no JSON for " + value.getClass());
  }
}
