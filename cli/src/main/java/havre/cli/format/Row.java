package havre.cli.format;

import havre.cli.template.Fields;
import havre.client.json.JsonNull;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A row of a listing: texts by field name.
public abstract class Row implements Fields {
  /// The fields, in the order in which JSON shows them.
  protected abstract List<String> names();

  /// The text of a field; only asked for what [#names()] holds.
  protected abstract String value(String name);

  /// What stands over a field's column.
  protected abstract String header(String name);

  /// The lines of `--format raw`: what is called how there; empty for rows without that format.
  protected Map<String, String> raw() {
    return Map.of();
  }

  /// The value of a label, for rows whose things have labels.
  protected @Nullable JsonObject labels() {
    return null;
  }

  @Override
  public final @Nullable JsonValue field(String name, List<Object> arguments) {
    JsonObject labels = labels();
    if (labels != null && name.equals("Label") && arguments.size() == 1) {
      Object key = arguments.getFirst();
      return new JsonString(labels.string(key instanceof JsonString text ? text.value() : ""));
    }
    if (!names().contains(name)) {
      return null;
    }
    return typed(name);
  }

  /// The field as a value of JSON, where it isn't a text.
  protected JsonValue typed(String name) {
    return new JsonString(value(name));
  }

  @Override
  public final JsonObject all() {
    var all = new JsonObject();
    for (String name : names()) {
      all.put(name, typed(name));
    }
    return all;
  }

  /// A field that has no value of its own.
  protected static JsonValue none() {
    return JsonNull.NULL;
  }

  /// Labels as listings show them: `a=b,c=d`.
  protected static String labels(JsonObject labels) {
    var text = new StringBuilder();
    for (var label : new java.util.TreeMap<String, JsonValue>(asMap(labels)).entrySet()) {
      text.append(text.isEmpty() ? "" : ",").append(label.getKey()).append('=');
      text.append(label.getValue() instanceof JsonString value ? value.value() : "");
    }
    return text.toString();
  }

  private static java.util.Map<String, JsonValue> asMap(JsonObject object) {
    var map = new java.util.HashMap<String, JsonValue>();
    for (var entry : object.entries()) {
      map.put(entry.getKey(), entry.getValue());
    }
    return map;
  }

  /// The first twelve digits of an id, without its algorithm.
  public static String shortId(String id) {
    String digits = id.startsWith("sha256:") ? id.substring(7) : id;
    return digits.substring(0, Math.min(12, digits.length()));
  }

  /// A text cut to a length, with an ellipsis for what is gone.
  public static String ellipsis(String text, int length) {
    return text.codePointCount(0, text.length()) <= length
        ? text
        : text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
  }
}
