package havre.client.json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// A list of values.
public final class JsonArray implements JsonValue, Iterable<JsonValue> {
  /// The empty array that stands for an absent one; not to be changed.
  static final JsonArray NONE = new JsonArray();

  private final List<JsonValue> elements = new ArrayList<>();

  public static JsonArray ofStrings(Iterable<String> texts) {
    var array = new JsonArray();
    for (String text : texts) {
      array.add(new JsonString(text));
    }
    return array;
  }

  public JsonArray add(JsonValue value) {
    elements.add(value);
    return this;
  }

  public int size() {
    return elements.size();
  }

  public boolean isEmpty() {
    return elements.isEmpty();
  }

  public JsonValue get(int index) {
    return elements.get(index);
  }

  @Override
  public Iterator<JsonValue> iterator() {
    return elements.iterator();
  }

  /// The elements that are objects.
  public List<JsonObject> objects() {
    var objects = new ArrayList<JsonObject>(elements.size());
    for (JsonValue element : elements) {
      if (element instanceof JsonObject object) {
        objects.add(object);
      }
    }
    return objects;
  }

  /// The elements that are strings.
  public List<String> strings() {
    var strings = new ArrayList<String>(elements.size());
    for (JsonValue element : elements) {
      if (element instanceof JsonString string) {
        strings.add(string.value());
      }
    }
    return strings;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonArray array && elements.equals(array.elements);
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }

  @Override
  public String toString() {
    return JsonWriter.compact(this);
  }
}
