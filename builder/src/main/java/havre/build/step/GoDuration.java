package havre.build.step;

import havre.common.HavreException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Go writes them: `1m30s`, `1.5h`, `100ms`.
public final class GoDuration {
  private static final long SECOND = 1_000_000_000L;
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Pattern PART =
      Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|s|m|h)");

  private GoDuration() {}

  /// @throws HavreException INVALID in Go's words
  public static long nanos(String text) {
    if (text.equals("0")) {
      return 0;
    }
    Matcher part = PART.matcher(text);
    BigDecimal sum = BigDecimal.ZERO;
    int end = 0;
    while (end < text.length() && part.find(end) && part.start() == end) {
      long unit = UNITS.getOrDefault(part.group(2), 1L);
      sum =
          sum.add(
              new BigDecimal(part.group(1).replaceFirst("\\.$", ""))
                  .multiply(BigDecimal.valueOf(unit)));
      end = part.end();
    }
    if (end < text.length()
        || text.isEmpty()
        || sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw HavreException.invalid("time: invalid duration \"" + text + "\"");
    }
    return sum.longValue();
  }

  /// As Go shows it: `1m0s`, `1.5s`, `100ms`.
  static String text(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    if (nanos < SECOND) {
      long unit = nanos < 1_000 ? 1 : nanos < 1_000_000 ? 1_000 : 1_000_000;
      String name = unit == 1 ? "ns" : unit == 1_000 ? "µs" : "ms";
      return decimal(nanos, unit) + name;
    }
    long minutes = nanos / SECOND / 60;
    String seconds = decimal(nanos - minutes * 60 * SECOND, SECOND) + "s";
    if (minutes == 0) {
      return seconds;
    }
    return (minutes >= 60 ? minutes / 60 + "h" : "") + minutes % 60 + "m" + seconds;
  }

  private static String decimal(long value, long unit) {
    return BigDecimal.valueOf(value)
        .divide(BigDecimal.valueOf(unit))
        .stripTrailingZeros()
        .toPlainString();
  }
}
