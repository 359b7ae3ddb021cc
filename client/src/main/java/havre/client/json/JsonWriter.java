package havre.client.json;

import java.util.Map;

/// Writes values as text: compact, or indented as Go's `json.Indent` does it.
public final class JsonWriter {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder out = new StringBuilder();
  private final String indent;

  private JsonWriter(String indent) {
    this.indent = indent;
  }

  public static String compact(JsonValue value) {
    var writer = new JsonWriter("");
    writer.write(value, 0);
    return writer.out.toString();
  }

  /// Indented by `indent` a level; empty objects and arrays stay on one line.
  public static String indented(JsonValue value, String indent) {
    var writer = new JsonWriter(indent);
    writer.write(value, 0);
    return writer.out.toString();
  }

  private void write(JsonValue value, int depth) {
    if (value instanceof JsonString string) {
      writeString(string.value());
    } else if (value instanceof JsonObject object) {
      writeObject(object, depth);
    } else if (value instanceof JsonArray array) {
      writeArray(array, depth);
    } else {
      out.append(value);
    }
  }

  private void writeObject(JsonObject object, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<String, JsonValue> member : object.entries()) {
      separate(first, depth + 1);
      first = false;
      writeString(member.getKey());
      out.append(indent.isEmpty() ? ":" : ": ");
      write(member.getValue(), depth + 1);
    }
    close(first, depth, '}');
  }

  private void writeArray(JsonArray array, int depth) {
    out.append('[');
    boolean first = true;
    for (JsonValue element : array) {
      separate(first, depth + 1);
      first = false;
      write(element, depth + 1);
    }
    close(first, depth, ']');
  }

  private void separate(boolean first, int depth) {
    if (!first) {
      out.append(',');
    }
    line(depth);
  }

  private void close(boolean empty, int depth, char bracket) {
    if (!empty) {
      line(depth);
    }
    out.append(bracket);
  }

  private void line(int depth) {
    if (!indent.isEmpty()) {
      out.append('\n');
      for (int i = 0; i < depth; i++) {
        out.append(indent);
      }
    }
  }

  private void writeString(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || c == '\u2028' || c == '\u2029') {
            out.append("\\u").append(HEX.charAt(c >> 12)).append(HEX.charAt((c >> 8) & 15));
            out.append(HEX.charAt((c >> 4) & 15)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
