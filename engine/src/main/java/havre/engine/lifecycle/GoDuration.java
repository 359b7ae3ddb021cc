package havre.engine.lifecycle;

import java.time.Duration;

/// Durations as Go writes them: `1m30s`, `1.5s`, `10ms`.
final class GoDuration {
  private GoDuration() {}

  static String text(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos < 1_000_000_000L) {
      return nanos % 1_000_000 == 0 ? nanos / 1_000_000 + "ms" : plain(nanos / 1_000_000.0) + "ms";
    }
    long hours = duration.toHours();
    int minutes = duration.toMinutesPart();
    String seconds = plain((nanos % 60_000_000_000L) / 1e9) + "s";
    if (hours > 0) {
      return hours + "h" + minutes + "m" + seconds;
    }
    return minutes > 0 ? minutes + "m" + seconds : seconds;
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
