package havre.runtime.log;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Times of log records, in nanoseconds since the epoch, and their texts.
public final class Rfc3339 {
  private static final long SECOND = 1_000_000_000L;
  private static final int SECONDS_LENGTH = "2006-01-02T15:04:05".length();
  private static final int FRACTION = 9;

  private Rfc3339() {}

  /// The time now.
  public static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * SECOND + now.getNano();
  }

  public static long nanos(Instant instant) {
    return instant.getEpochSecond() * SECOND + instant.getNano();
  }

  /// The text with all nine digits of the fraction, as `docker logs --timestamps` prints it.
  public static String fixed(long nanos) {
    var text = new byte[SECONDS_LENGTH + 1 + FRACTION + 1];
    seconds(Math.floorDiv(nanos, SECOND), text, 0);
    text[SECONDS_LENGTH] = '.';
    digits((int) Math.floorMod(nanos, SECOND), text, SECONDS_LENGTH + 1, FRACTION);
    text[text.length - 1] = 'Z';
    return new String(text, StandardCharsets.US_ASCII);
  }

  /// Reads a time as records have it.
  ///
  /// @throws DateTimeException when it is none
  static long parse(byte[] text, int from, int to) {
    if (to - from < SECONDS_LENGTH + 1 || text[to - 1] != 'Z') {
      String whole = new String(text, from, Math.max(0, to - from), StandardCharsets.US_ASCII);
      return nanos(OffsetDateTime.parse(whole).toInstant());
    }
    long seconds =
        LocalDateTime.of(
                number(text, from, 4),
                number(text, from + 5, 2),
                number(text, from + 8, 2),
                number(text, from + 11, 2),
                number(text, from + 14, 2),
                number(text, from + 17, 2))
            .toEpochSecond(ZoneOffset.UTC);
    int fraction = 0;
    int count = 0;
    for (int i = from + SECONDS_LENGTH + 1; i < to - 1 && count < FRACTION; i++, count++) {
      fraction = fraction * 10 + digit(text[i]);
    }
    for (; count < FRACTION; count++) {
      fraction *= 10;
    }
    return seconds * SECOND + fraction;
  }

  /// Writes the text up to the seconds.
  ///
  /// @return its length
  static int seconds(long epochSecond, byte[] target, int at) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC);
    digits(time.getYear(), target, at, 4);
    target[at + 4] = '-';
    digits(time.getMonthValue(), target, at + 5, 2);
    target[at + 7] = '-';
    digits(time.getDayOfMonth(), target, at + 8, 2);
    target[at + 10] = 'T';
    digits(time.getHour(), target, at + 11, 2);
    target[at + 13] = ':';
    digits(time.getMinute(), target, at + 14, 2);
    target[at + 16] = ':';
    digits(time.getSecond(), target, at + 17, 2);
    return SECONDS_LENGTH;
  }

  /// Writes a fraction with its point and without trailing zeros; nothing when it is zero.
  ///
  /// @return its length
  static int fraction(int nanos, byte[] target, int at) {
    if (nanos == 0) {
      return 0;
    }
    int rest = nanos;
    int length = FRACTION;
    while (rest % 10 == 0) {
      rest /= 10;
      length--;
    }
    target[at] = '.';
    digits(rest, target, at + 1, length);
    return length + 1;
  }

  private static void digits(int value, byte[] target, int at, int length) {
    int rest = value;
    for (int i = at + length - 1; i >= at; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private static int number(byte[] text, int at, int length) {
    int value = 0;
    for (int i = at; i < at + length; i++) {
      value = value * 10 + digit(text[i]);
    }
    return value;
  }

  private static int digit(byte character) {
    if (character < '0' || character > '9') {
      throw new DateTimeException("not a digit in a time: " + character);
    }
    return character - '0';
  }
}
