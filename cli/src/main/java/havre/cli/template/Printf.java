package havre.cli.template;

import havre.client.json.JsonBoolean;
import havre.client.json.JsonNull;
import havre.client.json.JsonNumber;
import havre.client.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `printf`, with the verbs that make sense for JSON: `v T s q d t f F g e x X o b c U %`, flags,
/// width, precision, `*` and `[n]`.
final class Printf {
  /// A width or precision above this is an error, as in Go.
  private static final int MOST = 1_000_000;

  private final String format;
  private final List<Object> arguments;
  private final StringBuilder out = new StringBuilder();
  private int position;
  private int next;
  private boolean reordered;

  /// What stands between the percent sign and the verb.
  private record Flags(
      boolean left, boolean zero, boolean plus, boolean space, boolean sharp, int precision) {}

  private Printf(String format, List<Object> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  static String format(String format, List<Object> arguments) {
    return new Printf(format, arguments).run();
  }

  private String run() {
    while (position < format.length()) {
      char c = format.charAt(position++);
      if (c == '%') {
        verb();
      } else {
        out.append(c);
      }
    }
    if (!reordered && next < arguments.size()) {
      out.append("%!(EXTRA ");
      for (int i = next; i < arguments.size(); i++) {
        out.append(i > next ? ", " : "").append(Printing.typeName(arguments.get(i)));
        out.append('=').append(Printing.text(arguments.get(i)));
      }
      out.append(')');
    }
    return out.toString();
  }

  private void verb() {
    String given = "";
    while (position < format.length() && "-0+# ".indexOf(format.charAt(position)) >= 0) {
      given += format.charAt(position++);
    }
    boolean bad = !index();
    int width = number();
    boolean left = given.indexOf('-') >= 0;
    if (width < -1) {
      left = true;
      width = -width - 2;
    }
    int precision = -1;
    if (position < format.length() && format.charAt(position) == '.') {
      position++;
      bad |= !index();
      precision = Math.max(0, number());
    }
    bad |= !index();
    if (position >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    int verb = format.codePointAt(position);
    position += Character.charCount(verb);
    if (verb == '%') {
      out.append('%');
      return;
    }
    String name = Character.toString(verb);
    if (bad) {
      out.append("%!").append(name).append("(BADINDEX)");
      return;
    }
    if (next >= arguments.size()) {
      out.append("%!").append(name).append("(MISSING)");
      return;
    }
    boolean zero = given.indexOf('0') >= 0 && !left;
    var flags =
        new Flags(
            left,
            zero,
            given.indexOf('+') >= 0,
            given.indexOf(' ') >= 0,
            given.indexOf('#') >= 0,
            precision);
    Object value = arguments.get(next++);
    String text = convert((char) verb, value, flags);
    if (text == null) {
      out.append("%!").append(name).append('(').append(Printing.typeName(value));
      out.append(value == JsonNull.NULL ? "" : "=" + Printing.text(value)).append(')');
      return;
    }
    pad(text, Math.max(0, width), flags, value instanceof JsonNumber);
  }

  /// Takes `[n]` if there is one: the argument to go on with.
  ///
  /// @return whether there is such an argument
  private boolean index() {
    if (position >= format.length() || format.charAt(position) != '[') {
      return true;
    }
    reordered = true;
    int end = format.indexOf(']', position);
    if (end < 0) {
      position++;
      return false;
    }
    String digits = format.substring(position + 1, end);
    position = end + 1;
    boolean plain =
        !digits.isEmpty() && digits.length() < 7 && digits.chars().allMatch(Printf::isDigit);
    int wanted = plain ? Integer.parseInt(digits) : 0;
    if (wanted < 1 || wanted > arguments.size()) {
      return false;
    }
    next = wanted - 1;
    return true;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /// Digits or `*`.
  ///
  /// @return -1 for none; a negative width less two
  private int number() {
    if (position < format.length() && format.charAt(position) == '*') {
      position++;
      if (next < arguments.size()
          && arguments.get(next) instanceof JsonNumber number
          && number.isInteger()
          && Math.abs(number.longValue()) <= MOST) {
        next++;
        int value = (int) number.longValue();
        return value < 0 ? value - 2 : value;
      }
      next = Math.min(next + 1, arguments.size());
      out.append("%!(BADWIDTH)");
      return -1;
    }
    int number = -1;
    while (position < format.length() && isDigit(format.charAt(position))) {
      number = Math.max(0, number) * 10 + format.charAt(position++) - '0';
      number = Math.min(number, MOST);
    }
    return number;
  }

  private void pad(String text, int width, Flags flags, boolean isNumber) {
    int missing = Math.max(0, width - text.codePointCount(0, text.length()));
    if (flags.left) {
      out.append(text).append(" ".repeat(missing));
      return;
    }
    boolean signed = isNumber && !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0;
    if (flags.zero && signed) {
      out.append(text.charAt(0)).append("0".repeat(missing)).append(text, 1, text.length());
    } else {
      out.append((flags.zero ? "0" : " ").repeat(missing)).append(text);
    }
  }

  /// The value's text; null when the verb isn't for it.
  private static @Nullable String convert(char verb, Object value, Flags flags) {
    if (verb == 'v') {
      return value == JsonNull.NULL
          ? "<nil>"
          : value instanceof JsonNumber number ? signed(number, flags) : Printing.text(value);
    }
    if (verb == 'T') {
      return Printing.typeName(value);
    }
    return switch (value) {
      case JsonNumber number when number.isInteger() -> integer(verb, number.longValue(), flags);
      case JsonNumber number -> decimal(verb, number.doubleValue(), flags);
      case JsonString string -> text(verb, string.value(), flags);
      case JsonBoolean flag -> verb == 't' ? flag.toString() : null;
      case JsonNull ignored -> null;
      default -> verb == 's' ? Printing.text(value) : null;
    };
  }

  private static String signed(JsonNumber number, Flags flags) {
    String text = Printing.text(number);
    return flags.plus && !text.startsWith("-") ? "+" + text : text;
  }

  private static @Nullable String text(char verb, String text, Flags flags) {
    String cut =
        flags.precision >= 0 && flags.precision < text.codePointCount(0, text.length())
            ? text.substring(0, text.offsetByCodePoints(0, flags.precision))
            : text;
    return switch (verb) {
      case 's' -> cut;
      case 'q' -> flags.sharp && cut.indexOf('`') < 0 ? "`" + cut + "`" : Quoting.quote(cut);
      case 'x' -> HexFormat.of().formatHex(cut.getBytes(StandardCharsets.UTF_8));
      case 'X' -> HexFormat.of().withUpperCase().formatHex(cut.getBytes(StandardCharsets.UTF_8));
      default -> null;
    };
  }

  private static @Nullable String integer(char verb, long n, Flags flags) {
    String digits =
        switch (verb) {
          case 'd' -> Long.toString(Math.abs(n));
          case 'x' -> (flags.sharp ? "0x" : "") + Long.toString(Math.abs(n), 16);
          case 'X' ->
              (flags.sharp ? "0X" : "") + Long.toString(Math.abs(n), 16).toUpperCase(Locale.ROOT);
          case 'o' -> (flags.sharp ? "0" : "") + Long.toString(Math.abs(n), 8);
          case 'b' -> (flags.sharp ? "0b" : "") + Long.toString(Math.abs(n), 2);
          default -> "";
        };
    if (!digits.isEmpty()) {
      String zeros = "0".repeat(Math.max(0, flags.precision - digits.length()));
      return sign(n < 0, flags) + zeros + digits;
    }
    int point = n >= 0 && n <= Character.MAX_CODE_POINT ? (int) n : 0xFFFD;
    return switch (verb) {
      case 'c' -> Character.toString(point);
      case 'q' -> Quoting.quote(point);
      case 'U' -> "U+%04X".formatted(n);
      default -> null;
    };
  }

  private static String sign(boolean negative, Flags flags) {
    return negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  }

  private static @Nullable String decimal(char verb, double value, Flags flags) {
    String text =
        switch (verb) {
          case 'f', 'F' -> GoFloats.fixed(value, flags.precision < 0 ? 6 : flags.precision);
          case 'g' -> GoFloats.general(value, flags.precision);
          case 'e' -> GoFloats.exponential(value, flags.precision < 0 ? 6 : flags.precision);
          default -> null;
        };
    return text == null || text.startsWith("-") ? text : sign(false, flags) + text;
  }
}
