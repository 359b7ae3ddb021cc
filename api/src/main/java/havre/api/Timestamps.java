package havre.api;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Points in time as Docker writes them: RFC 3339 with up to nine digits, trailing zeros cut off.
public final class Timestamps {
  /// Go's zero time, which Docker writes for "never".
  public static final String NEVER = "0001-01-01T00:00:00Z";

  private static final int NANO_DIGITS = 9;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  private Timestamps() {}

  public static String format(@Nullable Instant instant) {
    if (instant == null) {
      return NEVER;
    }
    var text = new StringBuilder(SECONDS.format(instant));
    if (instant.getNano() != 0) {
      text.append('.').append("%09d".formatted(instant.getNano()));
      while (text.charAt(text.length() - 1) == '0') {
        text.setLength(text.length() - 1);
      }
    }
    return text.append('Z').toString();
  }

  /// Reads what clients send as `since` and `until`: seconds since 1970, with or without a fraction
  /// of up to nine digits; null for nothing or 0.
  public static @Nullable Instant parse(String text) {
    if (text.isEmpty() || text.equals("0")) {
      return null;
    }
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String fraction = point < 0 ? "" : text.substring(point + 1);
    try {
      long nanos =
          fraction.isEmpty()
              ? 0
              : Long.parseLong((fraction + "000000000").substring(0, NANO_DIGITS));
      return Instant.ofEpochSecond(Long.parseLong(whole), nanos);
    } catch (NumberFormatException | java.time.DateTimeException e) {
      throw new HavreException(
          ErrorKind.INVALID, "strconv.ParseInt: parsing \"" + text + "\": invalid syntax", e);
    }
  }
}
