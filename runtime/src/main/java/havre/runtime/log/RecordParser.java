package havre.runtime.log;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Reads one record at a time out of an array, and is then a view of it. The line is decoded where
/// it stands: the array is changed. Keys may come in any order; unknown ones are passed over. Not
/// thread-safe.
final class RecordParser implements LogRecord {
  private static final byte[] LOG = ascii("log");
  private static final byte[] STREAM = ascii("stream");
  private static final byte[] TIME = ascii("time");
  private static final byte[] ATTRIBUTES = ascii("attrs");
  private static final byte[] STDERR = ascii("stderr");

  private byte[] bytes = {};
  private int at;
  private int end;
  private int offset;
  private int length;
  private int replaced;
  private int stringStart;
  private int stringEnd;
  private int timeStart;
  private int timeEnd;
  private boolean stderr;
  private Map<String, String> attributes = Map.of();

  /// Reads the record that lies between two places, its line's end not included.
  ///
  /// @return false when there is no record there
  boolean parse(byte[] source, int from, int to) {
    bytes = source;
    at = from;
    end = to;
    offset = from;
    length = 0;
    replaced = 0;
    timeStart = -1;
    stderr = false;
    attributes = Map.of();
    try {
      return object();
    } catch (ArrayIndexOutOfBoundsException e) {
      return false;
    }
  }

  @Override
  public boolean isStderr() {
    return stderr;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int length() {
    return length;
  }

  /// How many bytes the process had written for this line, counting each replaced byte as one.
  int writtenLength() {
    return length - 2 * replaced;
  }

  @Override
  public long nanos() {
    try {
      return timeStart < 0 ? 0 : Rfc3339.parse(bytes, timeStart, timeEnd);
    } catch (DateTimeException e) {
      return 0;
    }
  }

  @Override
  public Map<String, String> attributes() {
    return attributes;
  }

  private boolean object() {
    if (!take('{')) {
      return false;
    }
    while (at < end) {
      if (!string()) {
        return false;
      }
      int keyStart = stringStart;
      int keyEnd = stringEnd;
      if (!take(':') || !value(keyStart, keyEnd)) {
        return false;
      }
      if (take('}')) {
        return true;
      }
      if (!take(',')) {
        return false;
      }
    }
    return false;
  }

  private boolean value(int keyStart, int keyEnd) {
    if (is(keyStart, keyEnd, LOG)) {
      replaced = 0;
      boolean read = string();
      offset = stringStart;
      length = stringEnd - stringStart;
      return read;
    }
    int replacedInLine = replaced;
    boolean read;
    if (is(keyStart, keyEnd, STREAM)) {
      read = string();
      stderr = read && is(stringStart, stringEnd, STDERR);
    } else if (is(keyStart, keyEnd, TIME)) {
      read = string();
      timeStart = stringStart;
      timeEnd = stringEnd;
    } else if (is(keyStart, keyEnd, ATTRIBUTES)) {
      read = attributeObject();
    } else {
      read = skip();
    }
    replaced = replacedInLine;
    return read;
  }

  private boolean attributeObject() {
    if (!take('{')) {
      return skip();
    }
    var read = new TreeMap<String, String>();
    while (!take('}')) {
      if (!string()) {
        return false;
      }
      String key = text();
      if (!take(':') || !string()) {
        return false;
      }
      read.put(key, text());
      take(',');
    }
    attributes = read;
    return true;
  }

  /// Passes over a value of no interest.
  private boolean skip() {
    int depth = 0;
    while (at < end) {
      byte value = bytes[at];
      if (value == '"') {
        if (!string()) {
          return false;
        }
        continue;
      }
      if (depth == 0 && (value == ',' || value == '}')) {
        return true;
      }
      if (value == '{' || value == '[') {
        depth++;
      } else if (value == '}' || value == ']') {
        depth--;
      }
      at++;
    }
    return false;
  }

  /// Reads a string and decodes it in place.
  private boolean string() {
    if (!take('"')) {
      return false;
    }
    stringStart = at;
    byte[] source = bytes;
    int i = at;
    while (i < end && source[i] != '"' && source[i] != '\\') {
      i++;
    }
    int target = i;
    while (i < end && source[i] != '"') {
      if (source[i] != '\\') {
        source[target++] = source[i++];
        continue;
      }
      byte escaped = source[i + 1];
      i += 2;
      if (escaped == 'u') {
        int unit = unit(i);
        i += 4;
        if (Character.isHighSurrogate((char) unit) && source[i] == '\\' && source[i + 1] == 'u') {
          unit = Character.toCodePoint((char) unit, (char) unit(i + 2));
          i += 6;
        }
        target = put(unit, target);
      } else {
        source[target++] = plain(escaped);
      }
    }
    stringEnd = target;
    at = i + 1;
    return i < end;
  }

  private int unit(int from) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      value = value << 4 | Character.digit(bytes[i], 16);
    }
    return value;
  }

  /// Puts a code point that was escaped; its escape is never shorter than its UTF-8.
  private int put(int unit, int start) {
    int target = start;
    if (unit == 0xFFFD) {
      replaced++;
    }
    if (unit < 0x80) {
      bytes[target++] = (byte) unit;
    } else if (unit < 0x800) {
      bytes[target++] = (byte) (0xC0 | unit >> 6);
      bytes[target++] = (byte) (0x80 | unit & 0x3f);
    } else if (unit < 0x10000) {
      bytes[target++] = (byte) (0xE0 | unit >> 12);
      bytes[target++] = (byte) (0x80 | unit >> 6 & 0x3f);
      bytes[target++] = (byte) (0x80 | unit & 0x3f);
    } else {
      bytes[target++] = (byte) (0xF0 | unit >> 18);
      bytes[target++] = (byte) (0x80 | unit >> 12 & 0x3f);
      bytes[target++] = (byte) (0x80 | unit >> 6 & 0x3f);
      bytes[target++] = (byte) (0x80 | unit & 0x3f);
    }
    return target;
  }

  private static byte plain(byte escaped) {
    return switch (escaped) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'f' -> '\f';
      default -> escaped;
    };
  }

  private boolean take(char wanted) {
    while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
      at++;
    }
    if (at < end && bytes[at] == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private boolean is(int from, int to, byte[] wanted) {
    return Arrays.equals(bytes, from, to, wanted, 0, wanted.length);
  }

  private String text() {
    return new String(bytes, stringStart, stringEnd - stringStart, StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
