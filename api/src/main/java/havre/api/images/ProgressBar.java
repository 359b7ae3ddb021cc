package havre.api.images;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A bar of characters as Docker sends it beside the numbers, for clients that only print it.
final class ProgressBar {
  private static final int WIDTH = 50;
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final int DIGITS = 4;

  private ProgressBar() {}

  /// Null where there is nothing to show.
  static @Nullable String of(long current, long total) {
    if (current <= 0 && total <= 0) {
      return null;
    }
    if (total <= 0) {
      return "%8s".formatted(size(current));
    }
    int done = (int) Math.min(WIDTH, current * WIDTH / total);
    String bar = "[" + "=".repeat(done) + ">" + " ".repeat(WIDTH - done) + "] ";
    String numbers = "%8s".formatted(size(current));
    return current > total ? bar + numbers : bar + numbers + "/" + size(total);
  }

  /// A size with four digits that count, as Go's units library writes it.
  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    int whole = String.valueOf((long) value).length();
    String text = String.format(Locale.ROOT, "%." + Math.max(0, DIGITS - whole) + "f", value);
    String shown = text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    return shown + UNITS[unit];
  }
}
