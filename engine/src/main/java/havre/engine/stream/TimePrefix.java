package havre.engine.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// The time before a log line, `2026-01-02T03:04:05.000000006Z `. For one thread: it remembers the
/// second it was in.
final class TimePrefix {
  private static final long NANOS = 1_000_000_000L;
  private static final int DIGITS = 9;
  private static final int DOT = 19;

  private final byte[] text = new byte[DOT + 1 + DIGITS + 2];
  private long second = Long.MIN_VALUE;

  /// The bytes are valid until the next call.
  byte[] of(long nanos) {
    long now = Math.floorDiv(nanos, NANOS);
    if (now != second) {
      second = now;
      byte[] whole = Instant.ofEpochSecond(now).toString().getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(whole, 0, text, 0, DOT);
      text[DOT] = '.';
      text[DOT + DIGITS + 1] = 'Z';
      text[DOT + DIGITS + 2] = ' ';
    }
    long rest = Math.floorMod(nanos, NANOS);
    for (int i = DOT + DIGITS; i > DOT; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return text;
  }
}
