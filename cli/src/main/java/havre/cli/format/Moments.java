package havre.cli.format;

import havre.cli.flag.DurationValue;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;

/// Points in time as options take them, in the form the API takes: seconds, a dot, nanoseconds.
public final class Moments {
  private Moments() {}

  /// Reads a date, a date and time with or without offset, seconds since 1970, or a duration back
  /// from now.
  ///
  /// @throws IllegalArgumentException for anything else
  public static String parse(String text, Clock clock) {
    if (isNumber(text)) {
      return text;
    }
    try {
      return Long.toString(clock.instant().minusNanos(DurationValue.parse(text)).getEpochSecond());
    } catch (IllegalArgumentException notDuration) {
      return api(instant(text, clock));
    }
  }

  private static boolean isNumber(String text) {
    int start = text.startsWith("-") ? 1 : 0;
    for (int i = start; i < text.length(); i++) {
      if (!Character.isDigit(text.charAt(i)) && text.charAt(i) != '.') {
        return false;
      }
    }
    return text.length() > start;
  }

  private static Instant instant(String text, Clock clock) {
    try {
      int time = text.indexOf('T');
      if (time < 0) {
        boolean utc = text.endsWith("Z");
        LocalDate date = LocalDate.parse(utc ? text.substring(0, text.length() - 1) : text);
        return date.atStartOfDay(utc ? java.time.ZoneOffset.UTC : clock.getZone()).toInstant();
      }
      boolean offset = text.endsWith("Z") || text.indexOf('+') > 0 || text.lastIndexOf('-') > time;
      return offset
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).atZone(clock.getZone()).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "failed to parse value as time or duration: \"" + text + "\"", e);
    }
  }

  private static String api(Instant instant) {
    return instant.getEpochSecond()
        + "."
        + Integer.toString(1_000_000_000 + instant.getNano()).substring(1);
  }
}
