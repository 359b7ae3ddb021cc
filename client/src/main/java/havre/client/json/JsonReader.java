package havre.client.json;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Reads JSON values one after the other, as streams of events and progress carry them. Never reads
/// further than what is there: a value is returned as soon as its last character has come.
public final class JsonReader {
  private static final int MAX_DEPTH = 512;

  private final Reader in;
  private final char[] buffer = new char[8192];
  private int position;
  private int limit;

  public JsonReader(Reader in) {
    this.in = in;
  }

  /// The one value in a text.
  ///
  /// @throws JsonException for anything else
  public static JsonValue parse(String text) {
    var reader = new JsonReader(new StringReader(text));
    try {
      JsonValue value = reader.next();
      if (value == null) {
        throw new JsonException("unexpected end of JSON input");
      }
      int rest = reader.skipSpace();
      if (rest >= 0) {
        throw reader.unexpected(rest, "after top-level value");
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The next value; null at the end.
  public @Nullable JsonValue next() throws IOException {
    return skipSpace() < 0 ? null : value(0);
  }

  private JsonValue value(int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new JsonException("JSON is nested too deeply");
    }
    int c = skipSpace();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new JsonString(string());
      case 't' -> literal("true", JsonBoolean.TRUE);
      case 'f' -> literal("false", JsonBoolean.FALSE);
      case 'n' -> literal("null", JsonNull.NULL);
      default -> {
        if (c == '-' || (c >= '0' && c <= '9')) {
          yield number();
        }
        throw unexpected(c, "looking for beginning of value");
      }
    };
  }

  private JsonObject object(int depth) throws IOException {
    var object = new JsonObject();
    position++;
    int c = skipSpace();
    if (c == '}') {
      position++;
      return object;
    }
    while (true) {
      if (c != '"') {
        throw unexpected(c, "looking for beginning of object key string");
      }
      String name = string();
      c = skipSpace();
      if (c != ':') {
        throw unexpected(c, "after object key");
      }
      position++;
      object.put(name, value(depth + 1));
      c = skipSpace();
      position++;
      if (c == '}') {
        return object;
      }
      if (c != ',') {
        throw unexpected(c, "after object key:value pair");
      }
      c = skipSpace();
    }
  }

  private JsonArray array(int depth) throws IOException {
    var array = new JsonArray();
    position++;
    if (skipSpace() == ']') {
      position++;
      return array;
    }
    while (true) {
      array.add(value(depth + 1));
      int c = skipSpace();
      position++;
      if (c == ']') {
        return array;
      }
      if (c != ',') {
        throw unexpected(c, "after array element");
      }
    }
  }

  private String string() throws IOException {
    position++;
    int start = position;
    while (position < limit) {
      char c = buffer[position];
      if (c == '"') {
        return new String(buffer, start, position++ - start);
      }
      if (c == '\\' || c < ' ') {
        break;
      }
      position++;
    }
    var text = new StringBuilder().append(buffer, start, position - start);
    while (true) {
      int c = take();
      if (c == '"') {
        return text.toString();
      }
      if (c < ' ') {
        throw unexpected(c, "in string literal");
      }
      text.append(c == '\\' ? escaped() : (char) c);
    }
  }

  private char escaped() throws IOException {
    int c = take();
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int hex = take();
          int digit = Character.digit(hex, 16);
          if (digit < 0) {
            throw unexpected(hex, "in \\u hexadecimal character escape");
          }
          code = code << 4 | digit;
        }
        yield (char) code;
      }
      default -> throw unexpected(c, "in string escape code");
    };
  }

  private JsonNumber number() throws IOException {
    var text = new StringBuilder();
    int c = peek();
    while ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E') {
      text.append((char) c);
      position++;
      c = peek();
    }
    try {
      Double.parseDouble(text.toString());
    } catch (NumberFormatException e) {
      throw new JsonException("invalid number literal " + text);
    }
    return new JsonNumber(text.toString());
  }

  private JsonValue literal(String word, JsonValue value) throws IOException {
    for (int i = 0; i < word.length(); i++) {
      int c = take();
      if (c != word.charAt(i)) {
        throw unexpected(c, "in literal " + word);
      }
    }
    return value;
  }

  private int skipSpace() throws IOException {
    int c = peek();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      position++;
      c = peek();
    }
    return c;
  }

  private int take() throws IOException {
    int c = peek();
    position++;
    return c;
  }

  private int peek() throws IOException {
    if (position >= limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer, 0, buffer.length));
      if (limit == 0) {
        return -1;
      }
    }
    return buffer[position];
  }

  private JsonException unexpected(int c, String where) {
    return new JsonException(
        c < 0 ? "unexpected end of JSON input" : "invalid character '" + (char) c + "' " + where);
  }
}
