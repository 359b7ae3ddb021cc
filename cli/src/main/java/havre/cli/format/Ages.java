package havre.cli.format;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/// Human forms of times.
public final class Ages {
  private Ages() {}

  /// A rough duration: `About a minute`, `3 hours`, `2 weeks`.
  public static String human(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return "Less than a second";
    }
    if (seconds == 1) {
      return "1 second";
    }
    if (seconds < 60) {
      return seconds + " seconds";
    }
    long minutes = duration.toMinutes();
    if (minutes == 1) {
      return "About a minute";
    }
    if (minutes < 60) {
      return minutes + " minutes";
    }
    long hours = Math.round(seconds / 3600.0);
    if (hours == 1) {
      return "About an hour";
    }
    if (hours < 48) {
      return hours + " hours";
    }
    if (hours < 24 * 7 * 2) {
      return hours / 24 + " days";
    }
    if (hours < 24 * 30 * 2) {
      return hours / 24 / 7 + " weeks";
    }
    if (hours < 24 * 365 * 2) {
      return hours / 24 / 30 + " months";
    }
    return (long) (seconds / 3600.0) / 24 / 365 + " years";
  }

  /// How long ago: `3 hours ago`.
  public static String ago(Instant then, Instant now) {
    return human(Duration.between(then, now)) + " ago";
  }

  /// As Go prints a time: `2026-11-24 05:52:53 +0000 UTC`.
  public static String goTime(Instant time, ZoneId zone) {
    ZonedDateTime at = time.atZone(zone);
    String offset = at.getOffset().getId();
    offset = offset.equals("Z") ? "+0000" : offset.replace(":", "");
    String name = zone.getDisplayName(java.time.format.TextStyle.SHORT, java.util.Locale.ROOT);
    return date(at, ' ')
        + fraction(at.getNano())
        + " "
        + offset
        + " "
        + (offset.equals("+0000") ? "UTC" : name);
  }

  /// ISO date and time without fraction.
  static String date(ZonedDateTime at, char separator) {
    return at.getYear()
        + "-"
        + two(at.getMonthValue())
        + "-"
        + two(at.getDayOfMonth())
        + separator
        + two(at.getHour())
        + ":"
        + two(at.getMinute())
        + ":"
        + two(at.getSecond());
  }

  private static String fraction(int nanos) {
    if (nanos == 0) {
      return "";
    }
    String digits = Integer.toString(1_000_000_000 + nanos).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return "." + digits.substring(0, end);
  }

  /// RFC 3339 with nine digits of fraction: `2026-11-24T07:20:46.946931158Z`.
  public static String rfc3339Nano(Instant time, ZoneId zone) {
    ZonedDateTime at = time.atZone(zone);
    return date(at, 'T')
        + "."
        + Integer.toString(1_000_000_000 + at.getNano()).substring(1)
        + at.getOffset().getId();
  }

  /// RFC 3339 to the second.
  public static String rfc3339(Instant time, ZoneId zone) {
    ZonedDateTime at = time.atZone(zone);
    return date(at, 'T') + at.getOffset().getId();
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
