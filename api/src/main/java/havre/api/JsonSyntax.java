package havre.api;

/// Finds the first fault of a text that is no JSON and names it in the words of Docker's parser,
/// which clients show and compare. Only for texts that were refused already.
final class JsonSyntax {
  private static final String VALUE = "looking for beginning of value";
  private static final String KEY = "looking for beginning of object key string";

  private final byte[] text;
  private int at;

  private JsonSyntax(byte[] text) {
    this.text = text;
  }

  /// The fault of the text's first value.
  static String fault(byte[] text) {
    try {
      var syntax = new JsonSyntax(text);
      syntax.space();
      syntax.value();
      return "unexpected content";
    } catch (Fault fault) {
      return fault.words;
    }
  }

  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1;
    private final String words;

    Fault(String words) {
      super(words, null, false, false);
      this.words = words;
    }
  }

  private void value() throws Fault {
    int first = peek();
    switch (first) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (first == '-' || isDigit(first)) {
          number();
        } else {
          throw unexpected(VALUE);
        }
      }
    }
  }

  private void object() throws Fault {
    at++;
    space();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      if (peek() != '"') {
        throw unexpected(KEY);
      }
      string();
      space();
      if (peek() != ':') {
        throw unexpected("after object key");
      }
      at++;
      space();
      value();
      space();
      if (ends('}', "after object key:value pair")) {
        return;
      }
    }
  }

  private void array() throws Fault {
    at++;
    space();
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      value();
      space();
      if (ends(']', "after array element")) {
        return;
      }
    }
  }

  /// Steps over the end of an object or array, or over the comma before what follows in it.
  private boolean ends(char end, String where) throws Fault {
    int next = peek();
    if (next != end && next != ',') {
      throw unexpected(where);
    }
    at++;
    if (next == ',') {
      space();
    }
    return next == end;
  }

  private void string() throws Fault {
    at++;
    while (peek() != '"') {
      if (peek() < ' ') {
        throw unexpected("in string literal");
      }
      if (peek() == '\\') {
        at++;
        escape();
      } else {
        at++;
      }
    }
    at++;
  }

  private void escape() throws Fault {
    if ("bfnrt\\/\"u".indexOf(peek()) < 0) {
      throw unexpected("in string escape code");
    }
    boolean unicode = peek() == 'u';
    at++;
    for (int digits = 0; unicode && digits < 4; digits++) {
      if (Character.digit(peek(), 16) < 0) {
        throw unexpected("in \\u hexadecimal character escape");
      }
      at++;
    }
  }

  private void literal(String word) throws Fault {
    for (int i = 0; i < word.length(); i++, at++) {
      if (peek() != word.charAt(i)) {
        throw unexpected("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
    }
  }

  private void number() throws Fault {
    if (peek() == '-') {
      at++;
    }
    if (peekOrEnd() == '0') {
      at++;
    } else {
      digits("in numeric literal");
    }
    if (peekOrEnd() == '.') {
      at++;
      digits("after decimal point in numeric literal");
    }
    if (peekOrEnd() == 'e' || peekOrEnd() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits("in exponent of numeric literal");
    }
  }

  private void digits(String where) throws Fault {
    if (!isDigit(peek())) {
      throw unexpected(where);
    }
    while (isDigit(peekOrEnd())) {
      at++;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private void space() {
    while (at < text.length && " \t\r\n".indexOf(text[at]) >= 0) {
      at++;
    }
  }

  private int peekOrEnd() {
    return at < text.length ? text[at] & 0xff : -1;
  }

  private int peek() throws Fault {
    if (at == text.length) {
      throw new Fault("unexpected EOF");
    }
    return text[at] & 0xff;
  }

  private Fault unexpected(String where) throws Fault {
    return new Fault("invalid character " + quoted(peek()) + " " + where);
  }

  private static String quoted(int c) {
    return switch (c) {
      case '\'' -> "'\\''";
      case '\\' -> "'\\\\'";
      case '\n' -> "'\\n'";
      case '\r' -> "'\\r'";
      case '\t' -> "'\\t'";
      case 7 -> "'\\a'";
      case '\b' -> "'\\b'";
      case '\f' -> "'\\f'";
      case 11 -> "'\\v'";
      default -> c < ' ' || c == 0x7f ? "'\\x%02x'".formatted(c) : "'" + (char) c + "'";
    };
  }
}
