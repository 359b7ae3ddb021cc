package havre.runtime.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Encodes log records one after another into one array, byte for byte as Docker's json-file driver
/// does: a JSON object a line, `<`, `>`, `&`, control characters and U+2028/U+2029 escaped, and
/// each byte that isn't UTF-8 replaced by `\ufffd`.
///
/// Each record gets a time of its own: when many come at once, they are a nanosecond apart. Not
/// thread-safe.
public final class RecordEncoder {
  private static final byte[] START = ascii("{\"log\":\"");
  private static final byte[] STDOUT = ascii("\",\"stream\":\"stdout\"");
  private static final byte[] STDERR = ascii("\",\"stream\":\"stderr\"");
  private static final byte[] TIME = ascii(",\"time\":\"");
  private static final byte[] END = ascii("Z\"}\n");
  private static final byte[] REPLACEMENT = ascii("\\ufffd");
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final boolean[] PLAIN = plain();
  private static final int WORST_BYTE = 6;
  private static final int INITIAL = 4 * 1024;
  private static final int KEPT = 64 * 1024;
  private static final int TIME_LENGTH = 32;
  private static final long SECOND = 1_000_000_000L;

  private final byte[] attributes;
  private final byte[] secondText = new byte[TIME_LENGTH];
  private long second = Long.MIN_VALUE;
  private int secondLength;
  private long lastTime = Long.MIN_VALUE;
  private byte[] bytes = new byte[INITIAL];
  private int size;

  public RecordEncoder(Map<String, String> attributes) {
    this.attributes = encodeAttributes(attributes);
  }

  /// Adds one record.
  ///
  /// @param now the time in nanoseconds since the epoch
  public void add(boolean stderr, byte[] line, int from, int to, long now) {
    reserve(
        (to - from) * WORST_BYTE
            + START.length
            + STDOUT.length
            + attributes.length
            + TIME.length
            + TIME_LENGTH
            + END.length);
    append(START);
    escape(line, from, to);
    append(stderr ? STDERR : STDOUT);
    append(attributes);
    append(TIME);
    time(Math.max(now, lastTime + 1));
    append(END);
  }

  /// The array that holds the records, from its start.
  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return size;
  }

  /// Forgets the records, to begin the next batch.
  public void clear() {
    if (bytes.length > KEPT && size < bytes.length / 8) {
      bytes = new byte[INITIAL];
    }
    size = 0;
  }

  private void escape(byte[] line, int from, int to) {
    byte[] target = bytes;
    int at = size;
    int i = from;
    while (i < to) {
      byte value = line[i];
      if (value >= 0) {
        if (PLAIN[value]) {
          target[at++] = value;
        } else {
          at = escapeAscii(value, target, at);
        }
        i++;
        continue;
      }
      int length = Utf8.sequence(line, i, to);
      if (length == 0) {
        System.arraycopy(REPLACEMENT, 0, target, at, REPLACEMENT.length);
        at += REPLACEMENT.length;
        i++;
      } else if (isLineSeparator(line, i, length)) {
        at = escapeUnicode(0x2000 | (line[i + 2] & 0x3f), target, at);
        i += length;
      } else {
        for (int j = 0; j < length; j++) {
          target[at++] = line[i++];
        }
      }
    }
    size = at;
  }

  private static int escapeAscii(byte value, byte[] target, int start) {
    int at = start;
    switch (value) {
      case '"', '\\' -> {
        target[at++] = '\\';
        target[at++] = value;
      }
      case '\n' -> {
        target[at++] = '\\';
        target[at++] = 'n';
      }
      case '\r' -> {
        target[at++] = '\\';
        target[at++] = 'r';
      }
      default -> at = escapeUnicode(value, target, at);
    }
    return at;
  }

  private static int escapeUnicode(int unit, byte[] target, int at) {
    target[at] = '\\';
    target[at + 1] = 'u';
    target[at + 2] = HEX[unit >> 12 & 0xf];
    target[at + 3] = HEX[unit >> 8 & 0xf];
    target[at + 4] = HEX[unit >> 4 & 0xf];
    target[at + 5] = HEX[unit & 0xf];
    return at + WORST_BYTE;
  }

  private static boolean isLineSeparator(byte[] line, int at, int length) {
    return length == 3
        && line[at] == (byte) 0xE2
        && line[at + 1] == (byte) 0x80
        && (line[at + 2] & 0xfe) == 0xA8;
  }

  private void time(long nanos) {
    lastTime = nanos;
    long seconds = Math.floorDiv(nanos, SECOND);
    if (seconds != second) {
      secondLength = Rfc3339.seconds(seconds, secondText, 0);
      second = seconds;
    }
    System.arraycopy(secondText, 0, bytes, size, secondLength);
    size += secondLength;
    size += Rfc3339.fraction((int) (nanos - seconds * SECOND), bytes, size);
  }

  private void append(byte[] more) {
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  private static byte[] encodeAttributes(Map<String, String> attributes) {
    if (attributes.isEmpty()) {
      return new byte[0];
    }
    var encoder = new RecordEncoder(Map.of());
    encoder.text(",\"attrs\":{", false);
    String separator = "\"";
    for (var entry : new TreeMap<>(attributes).entrySet()) {
      encoder.text(separator, false);
      encoder.text(entry.getKey(), true);
      encoder.text("\":\"", false);
      encoder.text(entry.getValue(), true);
      separator = "\",\"";
    }
    encoder.text("\"}", false);
    return Arrays.copyOf(encoder.bytes, encoder.size);
  }

  private void text(String text, boolean escaped) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    reserve(utf8.length * WORST_BYTE);
    if (escaped) {
      escape(utf8, 0, utf8.length);
    } else {
      append(utf8);
    }
  }

  private static boolean[] plain() {
    var plain = new boolean[128];
    for (int i = ' '; i < plain.length; i++) {
      plain[i] = "\"\\<>&".indexOf(i) < 0;
    }
    return plain;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
