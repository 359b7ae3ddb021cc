package havre.cli.template;

/// Go's quoted strings, both ways.
public final class Quoting {
  private Quoting() {}

  /// Where the string that begins at `start` ends, behind its quote.
  static int end(String source, int start, char quote) {
    int i = start + 1;
    while (i < source.length() && source.charAt(i) != quote) {
      i += source.charAt(i) == '\\' ? 2 : 1;
    }
    if (i >= source.length()) {
      throw TemplateException.parsing(
          quote == '"' ? "unterminated quoted string" : "unterminated character constant");
    }
    return i + 1;
  }

  static String unquote(String source, int start, char quote) {
    int end = end(source, start, quote) - 1;
    var text = new StringBuilder();
    int i = start + 1;
    while (i < end) {
      char c = source.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = source.charAt(i++);
      switch (escaped) {
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case '\\', '"', '\'' -> text.append(escaped);
        case 'x' -> i = hex(source, i, 2, text);
        case 'u' -> i = hex(source, i, 4, text);
        default -> throw TemplateException.parsing("invalid syntax");
      }
    }
    return text.toString();
  }

  private static int hex(String source, int start, int digits, StringBuilder text) {
    try {
      text.append((char) Integer.parseInt(source.substring(start, start + digits), 16));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw TemplateException.parsing("invalid syntax");
    }
    return start + digits;
  }

  /// As `%q` writes it.
  public static String quote(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> quoted.append(c == '"' ? "\\\"" : escape(c)));
    return quoted.append('"').toString();
  }

  /// A character as `%q` writes it.
  static String quote(int character) {
    return "'" + (character == '\'' ? "\\'" : escape(character)) + "'";
  }

  private static String escape(int c) {
    return switch (c) {
      case 7 -> "\\a";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case 11 -> "\\v";
      case '\\' -> "\\\\";
      default -> {
        if (c < ' ' || c == 127) {
          yield "\\x%02x".formatted(c);
        }
        boolean hidden =
            Character.isISOControl(c)
                || !Character.isDefined(c)
                || (Character.isSpaceChar(c) && c != ' ');
        yield hidden ? (c > 0xFFFF ? "\\U%08x" : "\\u%04x").formatted(c) : Character.toString(c);
      }
    };
  }

  /// A text as it may stand in a string of JavaScript.
  static String script(String text) {
    var escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\', '\'', '"' -> escaped.append('\\').append(c);
        case '<', '>', '&', '=' -> escaped.append("\\u%04X".formatted((int) c));
        default -> escaped.append(c < ' ' ? "\\u%04X".formatted((int) c) : Character.toString(c));
      }
    }
    return escaped.toString();
  }
}
