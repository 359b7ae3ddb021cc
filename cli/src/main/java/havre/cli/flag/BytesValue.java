package havre.cli.flag;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/// A size in bytes with an optional unit, each 1024 times the one before.
public final class BytesValue implements FlagValue {
  private final boolean allowMinusOne;
  private long value;

  public BytesValue() {
    this(false);
  }

  /// @param allowMinusOne whether -1 means no limit
  public BytesValue(boolean allowMinusOne) {
    this.allowMinusOne = allowMinusOne;
  }

  public long get() {
    return value;
  }

  @Override
  public void set(String text) {
    value = allowMinusOne && text.equals("-1") ? -1 : parse(text);
  }

  /// The bytes in a text such as `64m`, `1.5GiB` or `1024`.
  public static long parse(String text) {
    int end = text.length();
    while (end > 0 && !Character.isDigit(text.charAt(end - 1))) {
      end--;
    }
    String suffix = text.substring(end).strip();
    BigDecimal number;
    try {
      number = new BigDecimal(text.substring(0, end));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("invalid size: '" + text + "'", e);
    }
    if (number.signum() < 0 || text.startsWith("+")) {
      throw new IllegalArgumentException("invalid size: '" + text + "'");
    }
    return number
        .multiply(BigDecimal.valueOf(1L << shift(suffix)))
        .setScale(0, RoundingMode.DOWN)
        .longValue();
  }

  private static int shift(String suffix) {
    String unit = suffix.toLowerCase(Locale.ROOT);
    if (unit.isEmpty() || unit.equals("b")) {
      return 0;
    }
    int power = "kmgtp".indexOf(unit.charAt(0));
    String rest = unit.substring(1);
    if (power < 0 || !(rest.isEmpty() || rest.equals("b") || rest.equals("ib"))) {
      throw new IllegalArgumentException("invalid suffix: '" + suffix + "'");
    }
    return 10 * (power + 1);
  }

  @Override
  public String type() {
    return "bytes";
  }
}
