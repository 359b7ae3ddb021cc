package havre.cli.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Decimal numbers as Go writes them.
final class GoFloats {
  private static final int LARGE = 21;

  private GoFloats() {}

  /// `%g`: the shortest text that is exact, or so many digits.
  static String general(double value, int digits) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return special(value);
    }
    if (value == 0) {
      return "0";
    }
    var number = new BigDecimal(Double.toString(value));
    if (digits >= 0) {
      number = number.round(new MathContext(Math.max(1, digits), RoundingMode.HALF_EVEN));
    }
    number = number.stripTrailingZeros();
    int exponent = number.precision() - number.scale() - 1;
    int limit = digits < 0 ? LARGE : Math.max(digits, number.precision());
    return exponent < -4 || exponent >= limit ? scientific(number) : number.toPlainString();
  }

  /// `%f`.
  static String fixed(double value, int digits) {
    return Double.isNaN(value) || Double.isInfinite(value)
        ? special(value)
        : new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  /// `%e`.
  static String exponential(double value, int digits) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return special(value);
    }
    var number = new BigDecimal(Double.toString(value));
    if (number.signum() == 0) {
      return "0" + (digits > 0 ? "." + "0".repeat(digits) : "") + "e+00";
    }
    BigDecimal rounded = number.round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
    return scientific(rounded.setScale(rounded.scale() + digits + 1 - rounded.precision()));
  }

  private static String scientific(BigDecimal number) {
    String digits = number.unscaledValue().abs().toString();
    int exponent = number.precision() - number.scale() - 1;
    String rest = digits.substring(1);
    String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
    return (number.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (rest.isEmpty() ? "" : "." + rest)
        + (exponent < 0 ? "e-" : "e+")
        + power;
  }

  private static String special(double value) {
    return Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  }
}
