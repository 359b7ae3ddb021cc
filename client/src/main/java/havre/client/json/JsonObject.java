package havre.client.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A JSON object that keeps the order of its members. The typed accessors answer absent, null and
/// wrongly typed members alike with the empty value of the type.
public final class JsonObject implements JsonValue {
  private final Map<String, JsonValue> members = new LinkedHashMap<>();

  /// Sets a member; the value is anything that [JsonValue#of] takes.
  public JsonObject put(String name, @Nullable Object value) {
    members.put(name, JsonValue.of(value));
    return this;
  }

  public @Nullable JsonValue get(String name) {
    return members.get(name);
  }

  public boolean has(String name) {
    JsonValue value = members.get(name);
    return value != null && value != JsonNull.NULL;
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  public int size() {
    return members.size();
  }

  public Set<String> names() {
    return members.keySet();
  }

  public Set<Map.Entry<String, JsonValue>> entries() {
    return members.entrySet();
  }

  public void remove(String name) {
    members.remove(name);
  }

  public String string(String name) {
    return members.get(name) instanceof JsonString string ? string.value() : "";
  }

  public long number(String name) {
    return members.get(name) instanceof JsonNumber number ? number.longValue() : 0;
  }

  public double decimal(String name) {
    return members.get(name) instanceof JsonNumber number ? number.doubleValue() : 0;
  }

  public boolean bool(String name) {
    return members.get(name) instanceof JsonBoolean flag && flag.value();
  }

  /// The member of that name; an empty, unconnected object when there is none.
  public JsonObject object(String name) {
    return members.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  public JsonArray array(String name) {
    return members.get(name) instanceof JsonArray array ? array : JsonArray.NONE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject object && members.equals(object.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  @Override
  public String toString() {
    return JsonWriter.compact(this);
  }
}
