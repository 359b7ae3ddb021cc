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
    return switch (value) {
      case null -> JsonNull.NULL;
      case JsonValue json -> json;
      case String text -> new JsonString(text);
      case Boolean flag -> JsonBoolean.of(flag);
      case Number number -> new JsonNumber(number.toString());
      case List<?> list -> {
        var array = new JsonArray();
        for (Object element : list) {
          array.add(of(element));
        }
        yield array;
      }
      case Map<?, ?> map -> {
        var object = new JsonObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          object.put(String.valueOf(entry.getKey()), of(entry.getValue()));
        }
        yield object;
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    };
  }
}
