package havre.cli.flag;

import java.math.BigDecimal;

/// A number of CPUs, kept in billionths.
public final class NanoCpusValue implements FlagValue {
  private long value;

  public long get() {
    return value;
  }

  @Override
  public void set(String text) {
    BigDecimal cpus;
    try {
      cpus = new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("failed to parse " + text + " as a rational number", e);
    }
    try {
      value = cpus.movePointRight(9).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("value is too precise", e);
    }
  }

  @Override
  public String type() {
    return "decimal";
  }
}
