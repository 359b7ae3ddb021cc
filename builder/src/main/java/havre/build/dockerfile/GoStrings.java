package havre.build.dockerfile;

import java.util.List;
import java.util.stream.Collectors;

/// Text as Go's `%q` writes it, which Docker's messages and histories contain.
public final class GoStrings {
  private GoStrings() {}

  public static String quote(String text) {
    var out = new StringBuilder("\"");
    text.codePoints().forEach(c -> append(out, c));
    return out.append('"').toString();
  }

  /// A slice: `["a" "b"]`.
  public static String quote(List<String> texts) {
    return texts.stream().map(GoStrings::quote).collect(Collectors.joining(" ", "[", "]"));
  }

  /// A number taken for a character, as `%q` takes it: `'\x03'`.
  public static String quoteNumber(int number) {
    if (number == '\'') {
      return "'\\''";
    }
    if (number == '"') {
      return "'\"'";
    }
    if (number == 0xFFFD || number > Character.MAX_CODE_POINT) {
      return "'\uFFFD'";
    }
    var out = new StringBuilder("'");
    append(out, number);
    return out.append('\'').toString();
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').appendCodePoint(c);
      case 7 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 11 -> out.append("\\v");
      default -> {
        if (c < ' ' || c == 127) {
          out.append("\\x%02x".formatted(c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }
}
