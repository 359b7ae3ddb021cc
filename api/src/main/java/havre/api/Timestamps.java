package havre.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Points in time as Docker writes them: RFC 3339 with up to nine digits, trailing zeros cut off.
public final class Timestamps {
  /// Go's zero time, which Docker writes for "never".
  public static final String NEVER = "0001-01-01T00:00:00Z";

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
}
