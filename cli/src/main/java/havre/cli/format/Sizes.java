package havre.cli.format;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Human forms of byte counts.
public final class Sizes {
  private static final String[] DECIMAL = {"B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  private static final String[] BINARY = {
    "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"
  };

  private Sizes() {}

  /// Powers of 1000 and three digits: `2.03MB`.
  public static String decimal(double size) {
    return human(size, 1000, DECIMAL, 3);
  }

  /// Powers of 1000 and four digits: `2.027MB`.
  public static String precise(double size) {
    return human(size, 1000, DECIMAL, 4);
  }

  /// Powers of 1024 and four digits: `1.5MiB`.
  public static String binary(double size) {
    return human(size, 1024, BINARY, 4);
  }

  private static String human(double size, double base, String[] units, int digits) {
    double value = size;
    int unit = 0;
    while (value >= base && unit < units.length - 1) {
      value /= base;
      unit++;
    }
    var rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    return plain(rounded) + units[unit];
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
