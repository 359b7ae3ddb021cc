package havre.cli.template;

import havre.client.json.JsonArray;
import havre.client.json.JsonBoolean;
import havre.client.json.JsonNull;
import havre.client.json.JsonNumber;
import havre.client.json.JsonObject;
import havre.client.json.JsonString;
import havre.client.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// The functions a template can call. `and` and `or` are the evaluator's, since they stop early.
final class Functions {
  private Functions() {}

  static boolean exists(String name) {
    return switch (name) {
      case "and",
          "or",
          "not",
          "len",
          "index",
          "slice",
          "print",
          "println",
          "printf",
          "eq",
          "ne",
          "lt",
          "le",
          "gt",
          "ge",
          "json",
          "join",
          "split",
          "lower",
          "upper",
          "title",
          "pad",
          "truncate",
          "html",
          "js",
          "urlquery" ->
          true;
      default -> false;
    };
  }

  static Object call(String name, List<Object> a) {
    switch (name) {
      case "lower", "upper", "title" -> arity(name, a, 1);
      case "join", "split", "truncate" -> arity(name, a, 2);
      case "pad" -> arity(name, a, 3);
      default -> {}
    }
    return switch (name) {
      case "not" -> JsonBoolean.of(!Printing.truth(one(name, a)));
      case "len" -> JsonNumber.of(length(one(name, a)));
      case "index" -> index(a);
      case "slice" -> slice(a);
      case "print" -> string(printed(a));
      case "println" -> string(joined(a, " ") + "\n");
      case "printf" -> string(Printf.format(text(a, 0), a.subList(1, a.size())));
      case "eq", "ne", "lt", "le", "gt", "ge" -> JsonBoolean.of(Comparing.compare(name, a));
      case "json" -> string(json(one(name, a)).toString());
      case "join" -> string(join(a));
      case "split" -> split(text(a, 0), text(a, 1));
      case "lower" -> string(text(a, 0).toLowerCase(Locale.ROOT));
      case "upper" -> string(text(a, 0).toUpperCase(Locale.ROOT));
      case "title" -> string(title(text(a, 0)));
      case "pad" -> string(pad(text(a, 0), number(a, 1), number(a, 2)));
      case "truncate" -> string(truncate(text(a, 0), number(a, 1)));
      case "html" -> string(html(joined(a, "")));
      case "js" -> string(Quoting.script(joined(a, "")));
      case "urlquery" -> string(java.net.URLEncoder.encode(joined(a, ""), StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException("function \"" + name + "\" not defined");
    };
  }

  private static JsonString string(String text) {
    return new JsonString(text);
  }

  private static Object one(String name, List<Object> a) {
    if (a.size() != 1) {
      throw new IllegalArgumentException(
          "wrong number of args for " + name + ": want 1 got " + a.size());
    }
    return a.getFirst();
  }

  /// An argument of a wrong type.
  static final class ArgumentException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final String wanted;

    ArgumentException(int index, String wanted, Object found) {
      super("wrong type for value; expected " + wanted + "; got " + Printing.typeName(found));
      this.index = index;
      this.wanted = wanted;
    }

    int index() {
      return index;
    }

    String wanted() {
      return wanted;
    }
  }

  /// Checks how many arguments a function of Docker's has.
  private static void arity(String name, List<Object> a, int count) {
    if (a.size() != count) {
      throw new IllegalArgumentException(
          "wrong number of args for " + name + ": want " + count + " got " + a.size());
    }
  }

  private static String text(List<Object> a, int index) {
    if (index >= a.size()) {
      throw new IllegalArgumentException(
          "wrong number of args: want at least " + (index + 1) + " got " + a.size());
    }
    if (a.get(index) instanceof JsonString string) {
      return string.value();
    }
    throw new ArgumentException(index, "string", a.get(index));
  }

  private static int number(List<Object> a, int index) {
    if (a.get(index) instanceof JsonNumber number && number.isInteger()) {
      return (int) number.longValue();
    }
    throw new ArgumentException(index, "int", a.get(index));
  }

  static JsonValue json(Object value) {
    return value instanceof Fields fields ? fields.all() : (JsonValue) value;
  }

  private static String joined(List<Object> a, String separator) {
    var text = new StringBuilder();
    for (Object value : a) {
      text.append(text.isEmpty() ? "" : separator).append(Printing.text(value));
    }
    return text.toString();
  }

  /// With spaces where neither side is a text.
  private static String printed(List<Object> a) {
    var text = new StringBuilder();
    for (int i = 0; i < a.size(); i++) {
      boolean apart =
          i > 0 && !(a.get(i) instanceof JsonString) && !(a.get(i - 1) instanceof JsonString);
      text.append(apart ? " " : "").append(Printing.text(a.get(i)));
    }
    return text.toString();
  }

  private static int length(Object value) {
    return switch (value) {
      case JsonString string -> string.value().getBytes(StandardCharsets.UTF_8).length;
      case JsonArray array -> array.size();
      case JsonObject object -> object.size();
      case JsonNull ignored ->
          throw new IllegalArgumentException("error calling len: len of nil pointer");
      default ->
          throw new IllegalArgumentException(
              "error calling len: len of type " + Printing.typeName(value));
    };
  }

  private static Object index(List<Object> a) {
    if (a.isEmpty()) {
      throw new IllegalArgumentException("wrong number of args for index: want at least 1 got 0");
    }
    Object value = a.getFirst();
    for (Object key : a.subList(1, a.size())) {
      value =
          switch (value) {
            case JsonArray array when key instanceof JsonNumber number -> {
              long at = number.longValue();
              if (at < 0 || at >= array.size()) {
                throw new IllegalArgumentException(
                    "error calling index: index out of range: " + at);
              }
              yield array.get((int) at);
            }
            case JsonObject object -> {
              JsonValue found = object.get(Printing.text(key));
              yield found == null ? absent(object) : found;
            }
            case JsonNull ignored ->
                throw new IllegalArgumentException("error calling index: index of untyped nil");
            case JsonString string when key instanceof JsonNumber number ->
                JsonNumber.of(byteAt(string.value(), number.longValue()));
            default ->
                throw new IllegalArgumentException(
                    "error calling index: can't index item of type " + Printing.typeName(value));
          };
    }
    return value;
  }

  private static int byteAt(String text, long at) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (at < 0 || at >= bytes.length) {
      throw new IllegalArgumentException("error calling index: index out of range: " + at);
    }
    return bytes[(int) at] & 0xff;
  }

  /// What a map gives for a key it hasn't: an empty text where all it has are texts.
  private static JsonValue absent(JsonObject object) {
    for (var entry : object.entries()) {
      if (!(entry.getValue() instanceof JsonString)) {
        return JsonNull.NULL;
      }
    }
    return new JsonString("");
  }

  private static Object slice(List<Object> a) {
    if (a.isEmpty()) {
      throw new IllegalArgumentException("wrong number of args for slice: want at least 1 got 0");
    }
    Object value = a.getFirst();
    if (!(value instanceof JsonString) && !(value instanceof JsonArray)) {
      throw new IllegalArgumentException(
          "error calling slice: can't slice item of type " + Printing.typeName(value));
    }
    int end = a.size() > 2 ? number(a, 2) : length(value);
    int start = a.size() > 1 ? number(a, 1) : 0;
    int length = length(value);
    if (start < 0 || start > length || end < 0 || end > length) {
      int wrong = start < 0 || start > length ? start : end;
      throw new IllegalArgumentException("error calling slice: index out of range: " + wrong);
    }
    if (start > end) {
      throw new IllegalArgumentException(
          "error calling slice: invalid slice index: " + start + " > " + end);
    }
    if (value instanceof JsonString string) {
      byte[] bytes = string.value().getBytes(StandardCharsets.UTF_8);
      return string(new String(bytes, start, end - start, StandardCharsets.UTF_8));
    }
    var part = new JsonArray();
    for (int i = start; i < end; i++) {
      part.add(((JsonArray) value).get(i));
    }
    return part;
  }

  private static String join(List<Object> a) {
    if (!(a.getFirst() instanceof JsonArray array)) {
      throw new ArgumentException(0, "[]string", a.getFirst());
    }
    String separator = text(a, 1);
    var text = new StringBuilder();
    for (int i = 0; i < array.size(); i++) {
      text.append(i == 0 ? "" : separator).append(Printing.text(array.get(i)));
    }
    return text.toString();
  }

  private static JsonArray split(String text, String separator) {
    var parts = new JsonArray();
    if (separator.isEmpty()) {
      text.codePoints().forEach(c -> parts.add(string(Character.toString(c))));
      return parts;
    }
    int start = 0;
    int at = text.indexOf(separator);
    while (at >= 0) {
      parts.add(string(text.substring(start, at)));
      start = at + separator.length();
      at = text.indexOf(separator, start);
    }
    return parts.add(string(text.substring(start)));
  }

  private static String title(String text) {
    var titled = new StringBuilder(text);
    for (int i = 0; i < titled.length(); i++) {
      if (i == 0 || isSeparator(titled.charAt(i - 1))) {
        titled.setCharAt(i, Character.toTitleCase(titled.charAt(i)));
      }
    }
    return titled.toString();
  }

  /// Whether a word may begin behind it, as Go's `strings.Title` sees it.
  private static boolean isSeparator(char c) {
    return c < 128
        ? !Character.isLetterOrDigit(c) && c != '_'
        : !Character.isLetterOrDigit(c) && Character.isWhitespace(c);
  }

  private static String pad(String text, int before, int after) {
    return text.isEmpty()
        ? text
        : " ".repeat(Math.max(0, before)) + text + " ".repeat(Math.max(0, after));
  }

  private static String truncate(String text, int length) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length < length || length < 0
        ? text
        : new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
