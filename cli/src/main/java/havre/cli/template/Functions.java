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
    return switch (name) {
      case "not" -> JsonBoolean.of(!Printing.truth(one(name, a)));
      case "len" -> JsonNumber.of(length(one(name, a)));
      case "index" -> index(a);
      case "slice" -> slice(a);
      case "print" -> string(joined(a, ""));
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
      case "js" -> string(Quoting.quote(joined(a, "")).replaceAll("^\"|\"$", ""));
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

  private static String text(List<Object> a, int index) {
    if (index >= a.size()) {
      throw new IllegalArgumentException(
          "wrong number of args: want at least " + (index + 1) + " got " + a.size());
    }
    if (a.get(index) instanceof JsonString string) {
      return string.value();
    }
    throw new IllegalArgumentException(
        "wrong type for value; expected string; got " + Printing.typeName(a.get(index)));
  }

  private static int number(List<Object> a, int index) {
    if (index < a.size() && a.get(index) instanceof JsonNumber number) {
      return (int) number.longValue();
    }
    throw new IllegalArgumentException("wrong type for value; expected int");
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
              yield found == null ? JsonNull.NULL : found;
            }
            case JsonNull ignored ->
                throw new IllegalArgumentException("error calling index: index of untyped nil");
            case JsonString string when key instanceof JsonNumber number ->
                JsonNumber.of(string.value().charAt((int) number.longValue()));
            default ->
                throw new IllegalArgumentException(
                    "error calling index: can't index item of type " + Printing.typeName(value));
          };
    }
    return value;
  }

  private static Object slice(List<Object> a) {
    Object value = a.getFirst();
    int end = a.size() > 2 ? number(a, 2) : length(value);
    int start = a.size() > 1 ? number(a, 1) : 0;
    if (start < 0 || end > length(value) || start > end) {
      throw new IllegalArgumentException("error calling slice: index out of range: " + end);
    }
    if (value instanceof JsonString string) {
      return string(string.value().substring(start, end));
    }
    var part = new JsonArray();
    for (int i = start; i < end; i++) {
      part.add(((JsonArray) value).get(i));
    }
    return part;
  }

  private static String join(List<Object> a) {
    var text = new StringBuilder();
    if (a.getFirst() instanceof JsonArray array) {
      for (JsonValue element : array) {
        text.append(text.isEmpty() ? "" : text(a, 1)).append(Printing.text(element));
      }
    }
    return text.toString();
  }

  private static JsonArray split(String text, String separator) {
    var parts = new JsonArray();
    int start = 0;
    int at = separator.isEmpty() ? -1 : text.indexOf(separator);
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
      if (i == 0 || titled.charAt(i - 1) == ' ') {
        titled.setCharAt(i, Character.toUpperCase(titled.charAt(i)));
      }
    }
    return titled.toString();
  }

  private static String pad(String text, int before, int after) {
    return text.isEmpty() ? text : " ".repeat(before) + text + " ".repeat(after);
  }

  private static String truncate(String text, int length) {
    return text.length() < length ? text : text.substring(0, Math.min(length, text.length()));
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
