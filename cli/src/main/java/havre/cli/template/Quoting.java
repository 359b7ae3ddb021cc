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
        default ->
            throw TemplateException.parsing(
                "invalid syntax in " + source.substring(start, end + 1));
      }
    }
    return text.toString();
  }

  private static int hex(String source, int start, int digits, StringBuilder text) {
    try {
      text.append((char) Integer.parseInt(source.substring(start, start + digits), 16));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw TemplateException.parsing("invalid syntax in " + source);
    }
    return start + digits;
  }

  /// As `%q` writes it.
  public static String quote(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
