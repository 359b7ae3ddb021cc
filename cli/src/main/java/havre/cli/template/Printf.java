package havre.cli.template;

import havre.client.json.JsonBoolean;
import havre.client.json.JsonNumber;
import havre.client.json.JsonString;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/// `printf`, with the verbs that make sense for JSON: v s d q t f g x X o b c %.
final class Printf {
  private final String format;
  private final List<Object> arguments;
  private final StringBuilder out = new StringBuilder();
  private int position;
  private int next;

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
    if (next < arguments.size()) {
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
    boolean left = false;
    boolean zero = false;
    boolean plus = false;
    while (position < format.length() && "-0+# ".indexOf(format.charAt(position)) >= 0) {
      char flag = format.charAt(position++);
      left |= flag == '-';
      zero |= flag == '0';
      plus |= flag == '+';
    }
    int width = digits();
    int precision = -1;
    if (position < format.length() && format.charAt(position) == '.') {
      position++;
      precision = Math.max(0, digits());
    }
    if (position >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    char verb = format.charAt(position++);
    if (verb == '%') {
      out.append('%');
      return;
    }
    if (next >= arguments.size()) {
      out.append("%!").append(verb).append("(MISSING)");
      return;
    }
    String text = convert(verb, arguments.get(next++), precision);
    if (plus && !text.startsWith("-") && (verb == 'd' || verb == 'f')) {
      text = "+" + text;
    }
    pad(text, width, left, zero && verb != 's' && verb != 'v');
  }

  private int digits() {
    int number = -1;
    while (position < format.length() && Character.isDigit(format.charAt(position))) {
      number = Math.max(0, number) * 10 + format.charAt(position++) - '0';
    }
    return number;
  }

  private void pad(String text, int width, boolean left, boolean zero) {
    int missing = Math.max(0, width - text.codePointCount(0, text.length()));
    if (left) {
      out.append(text).append(" ".repeat(missing));
    } else if (zero && text.startsWith("-")) {
      out.append('-').append("0".repeat(missing)).append(text, 1, text.length());
    } else {
      out.append((zero ? "0" : " ").repeat(missing)).append(text);
    }
  }

  private static String convert(char verb, Object value, int precision) {
    String plain = Printing.text(value);
    return switch (verb) {
      case 'v' -> plain;
      case 's' -> {
        if (value instanceof JsonNumber || value instanceof JsonBoolean) {
          yield wrong(verb, value);
        }
        yield precision >= 0 && precision < plain.length() ? plain.substring(0, precision) : plain;
      }
      case 'q' -> Quoting.quote(plain);
      case 't' -> value instanceof JsonBoolean ? plain : wrong(verb, value);
      case 'd', 'x', 'X', 'o', 'b', 'c' -> integer(verb, value);
      case 'f', 'g', 'e' ->
          value instanceof JsonNumber number
              ? decimal(number, verb == 'f' && precision < 0 ? 6 : precision)
              : wrong(verb, value);
      default -> wrong(verb, value);
    };
  }

  private static String integer(char verb, Object value) {
    if (value instanceof JsonString string && (verb == 'x' || verb == 'X')) {
      var hex = new StringBuilder();
      for (byte b : string.value().getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
        hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
      }
      return hex.toString();
    }
    if (!(value instanceof JsonNumber number) || !number.isInteger()) {
      return wrong(verb, value);
    }
    long n = number.longValue();
    return switch (verb) {
      case 'x' -> Long.toString(n, 16);
      case 'X' -> Long.toString(n, 16).toUpperCase(java.util.Locale.ROOT);
      case 'o' -> Long.toString(n, 8);
      case 'b' -> Long.toString(n, 2);
      case 'c' -> Character.toString((int) n);
      default -> Long.toString(n);
    };
  }

  private static String decimal(JsonNumber number, int precision) {
    var value = new BigDecimal(number.text());
    return precision < 0
        ? value.stripTrailingZeros().toPlainString()
        : value.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String wrong(char verb, Object value) {
    return "%!" + verb + "(" + Printing.typeName(value) + "=" + Printing.text(value) + ")";
  }
}
