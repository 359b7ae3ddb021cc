package havre.registryclient;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads TOML into maps, lists, strings, booleans and whole numbers: all that a `hosts.toml` can
/// have. Dates, fractions, strings of several lines and arrays of tables are refused.
final class Toml {
  private static final int MAX_DEPTH = 16;

  private final String text;
  private int at;
  private int line = 1;

  private Toml(String text) {
    this.text = text.replace("\r\n", "\n");
  }

  /// @throws HavreException INVALID, with the line
  static Map<String, Object> parse(String text) {
    return new Toml(text).document();
  }

  private Map<String, Object> document() {
    var root = new LinkedHashMap<String, Object>();
    Map<String, Object> table = root;
    for (skipBlank(true); at < text.length(); skipBlank(true)) {
      if (peek() == '[') {
        at++;
        if (peek() == '[') {
          throw malformed("arrays of tables are not supported");
        }
        table = tableAt(root, key());
        expect(']');
      } else {
        assign(table, 0);
      }
      skipBlank(false);
      if (at < text.length() && peek() != '\n') {
        throw malformed("expected the end of the line");
      }
    }
    return root;
  }

  private void assign(Map<String, Object> table, int depth) {
    List<String> key = key();
    expect('=');
    skipBlank(false);
    Object value = value(depth);
    Map<String, Object> inner = tableAt(table, key.subList(0, key.size() - 1));
    if (inner.putIfAbsent(key.getLast(), value) != null) {
      throw malformed("\"" + key.getLast() + "\" is set twice");
    }
  }

  private Map<String, Object> tableAt(Map<String, Object> from, List<String> path) {
    Map<String, Object> table = from;
    for (String part : path) {
      Object next = table.computeIfAbsent(part, _ -> new LinkedHashMap<String, Object>());
      if (!(next instanceof Map)) {
        throw malformed("\"" + part + "\" is no table");
      }
      @SuppressWarnings("unchecked") // every map here was made by this class
      Map<String, Object> inner = (Map<String, Object>) next;
      table = inner;
    }
    return table;
  }

  private List<String> key() {
    var parts = new ArrayList<String>();
    while (true) {
      skipBlank(false);
      char c = peek();
      parts.add(c == '"' || c == '\'' ? string() : bare());
      skipBlank(false);
      if (peek() != '.') {
        return parts;
      }
      at++;
    }
  }

  private String bare() {
    int start = at;
    while (isBare(peek())) {
      at++;
    }
    if (at == start) {
      throw malformed("expected a key");
    }
    return text.substring(start, at);
  }

  private static boolean isBare(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }

  private Object value(int depth) {
    if (depth > MAX_DEPTH) {
      throw malformed("nested too deeply");
    }
    return switch (peek()) {
      case '"', '\'' -> string();
      case '[' -> array(depth);
      case '{' -> inlineTable(depth);
      default -> plain();
    };
  }

  private Object plain() {
    int start = at;
    while (isBare(peek()) || peek() == '+' || peek() == '.' || peek() == ':') {
      at++;
    }
    String word = text.substring(start, at);
    if (word.equals("true") || word.equals("false")) {
      return word.equals("true");
    }
    try {
      return Long.valueOf(word.replace("_", ""));
    } catch (NumberFormatException e) {
      throw malformed("unknown value \"" + word + "\"");
    }
  }

  private List<Object> array(int depth) {
    at++;
    var values = new ArrayList<Object>();
    for (skipBlank(true); peek() != ']'; skipBlank(true)) {
      values.add(value(depth + 1));
      skipBlank(true);
      if (peek() == ',') {
        at++;
      } else if (peek() != ']') {
        throw malformed("expected ',' or ']'");
      }
    }
    at++;
    return values;
  }

  private Map<String, Object> inlineTable(int depth) {
    at++;
    var table = new LinkedHashMap<String, Object>();
    for (skipBlank(false); peek() != '}'; skipBlank(false)) {
      assign(table, depth + 1);
      skipBlank(false);
      if (peek() == ',') {
        at++;
      } else if (peek() != '}') {
        throw malformed("expected ',' or '}'");
      }
    }
    at++;
    return table;
  }

  private String string() {
    char quote = text.charAt(at);
    if (text.startsWith(String.valueOf(quote).repeat(3), at)) {
      throw malformed("strings of several lines are not supported");
    }
    at++;
    var out = new StringBuilder();
    while (peek() != quote) {
      char c = peek();
      if (c == '\n' || at >= text.length()) {
        throw malformed("a string does not end");
      }
      at++;
      out.append(c == '\\' && quote == '"' ? escaped() : String.valueOf(c));
    }
    at++;
    return out.toString();
  }

  private String escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case 'b' -> "\b";
      case 't' -> "\t";
      case 'n' -> "\n";
      case 'f' -> "\f";
      case 'r' -> "\r";
      case '"', '\\' -> String.valueOf(c);
      case 'u' -> codePoint(4);
      case 'U' -> codePoint(8);
      default -> throw malformed("unknown escape");
    };
  }

  private String codePoint(int digits) {
    try {
      int point = Integer.parseInt(text, at, at + digits, 16);
      at += digits;
      return Character.toString(point);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw malformed("malformed code point");
    }
  }

  /// @param lines whether line ends are blank too
  private void skipBlank(boolean lines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\t' || c == '\n' && lines) {
        line += c == '\n' ? 1 : 0;
        at++;
      } else {
        return;
      }
    }
  }

  private void expect(char wanted) {
    skipBlank(false);
    if (peek() != wanted) {
      throw malformed("expected '" + wanted + "'");
    }
    at++;
  }

  /// The next character, or 0 at the end.
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private HavreException malformed(String what) {
    return HavreException.invalid("line " + line + ": " + what);
  }
}
