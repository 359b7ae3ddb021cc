package havre.cli.flag;

import java.math.BigInteger;

/// Whole numbers as Go reads them from text, with its errors.
public final class GoNumbers {
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

  private GoNumbers() {}

  public static long parse(String text) {
    return parse("ParseInt", text, text, MIN, MAX);
  }

  /// A number without sign in decimal digits only.
  public static long parseDecimal(String text, long max) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    String plain = digits ? new BigInteger(text).toString() : "";
    return parse("ParseUint", text, plain, BigInteger.ZERO, BigInteger.valueOf(max));
  }

  public static long parseUnsigned(String text, long max) {
    boolean signed = text.startsWith("-") || text.startsWith("+");
    return parse("ParseUint", text, signed ? "" : text, BigInteger.ZERO, BigInteger.valueOf(max));
  }

  private static long parse(
      String function, String text, String digits, BigInteger min, BigInteger max) {
    BigInteger value;
    try {
      value = plain(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(error(function, text, "invalid syntax"), e);
    }
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(error(function, text, "value out of range"));
    }
    return value.longValue();
  }

  private static BigInteger plain(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    if (digits.startsWith("-") || digits.startsWith("+")) {
      throw new NumberFormatException(text);
    }
    int radix = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      char second = digits.charAt(1);
      radix =
          switch (second) {
            case 'x', 'X' -> 16;
            case 'b', 'B' -> 2;
            default -> 8;
          };
      digits = digits.substring(Character.isDigit(second) ? 1 : 2);
    }
    var value = new BigInteger(digits, radix);
    return negative ? value.negate() : value;
  }

  private static String error(String function, String text, String reason) {
    return "strconv." + function + ": parsing \"" + text + "\": " + reason;
  }
}
