package havre.cli.flag;

/// A Go duration such as `1m30s`.
public final class DurationValue implements FlagValue {
  private long nanos;

  public long nanos() {
    return nanos;
  }

  @Override
  public void set(String text) {
    nanos = parse(text);
  }

  /// The nanoseconds of a duration.
  public static long parse(String text) {
    String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return 0;
    }
    if (rest.isEmpty()) {
      throw invalid(text);
    }
    double total = 0;
    int i = 0;
    while (i < rest.length()) {
      int start = i;
      while (i < rest.length() && (Character.isDigit(rest.charAt(i)) || rest.charAt(i) == '.')) {
        i++;
      }
      if (start == i || rest.substring(start, i).equals(".")) {
        throw invalid(text);
      }
      double number = Double.parseDouble(rest.substring(start, i));
      int unitStart = i;
      while (i < rest.length() && !Character.isDigit(rest.charAt(i)) && rest.charAt(i) != '.') {
        i++;
      }
      total += number * unit(rest.substring(unitStart, i), text);
    }
    long nanos = Math.round(total);
    return text.startsWith("-") ? -nanos : nanos;
  }

  private static double unit(String unit, String text) {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "µs", "μs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      case "h" -> 3600e9;
      case "" ->
          throw new IllegalArgumentException("time: missing unit in duration \"" + text + "\"");
      default ->
          throw new IllegalArgumentException(
              "time: unknown unit \"" + unit + "\" in duration \"" + text + "\"");
    };
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("time: invalid duration \"" + text + "\"");
  }

  @Override
  public String type() {
    return "duration";
  }

  @Override
  public String defaultText() {
    return "0s";
  }
}
