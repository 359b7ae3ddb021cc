package havre.client.json;

/// A string.
public record JsonString(String value) implements JsonValue {
  public static final JsonString EMPTY = new JsonString("");

  @Override
  public String toString() {
    return JsonWriter.compact(this);
  }
}
