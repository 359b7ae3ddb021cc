package havre.store.diff;

import havre.linux.KernelText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records of a pax extended header: `length key=value\n`, one after the other.
final class PaxRecords {
  /// No records at all.
  static final PaxRecords NONE = new PaxRecords();

  private static final String XATTR = "SCHILY.xattr.";
  private static final int MAX_DIGITS = 10;

  private final Map<String, byte[]> values = new LinkedHashMap<>();
  private final List<Long> sparsePairs = new ArrayList<>();

  static PaxRecords parse(byte[] content) {
    var records = new PaxRecords();
    int at = 0;
    while (at < content.length) {
      at = records.readRecord(content, at);
    }
    return records;
  }

  private int readRecord(byte[] content, int at) {
    int space = at;
    int length = 0;
    while (space < content.length && content[space] >= '0' && content[space] <= '9') {
      if (space - at >= MAX_DIGITS - 1) {
        throw malformed();
      }
      length = length * 10 + (content[space] - '0');
      space++;
    }
    int end = at + length;
    if (space == at
        || space >= content.length
        || content[space] != ' '
        || end > content.length
        || end <= space + 1
        || content[end - 1] != '\n') {
      throw malformed();
    }
    int equals = space + 1;
    while (equals < end && content[equals] != '=') {
      equals++;
    }
    if (equals == end || equals == space + 1) {
      throw malformed();
    }
    var key = new String(content, space + 1, equals - space - 1, StandardCharsets.UTF_8);
    put(key, Arrays.copyOfRange(content, equals + 1, end - 1));
    return end;
  }

  private void put(String key, byte[] value) {
    if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
      boolean offset = key.equals("GNU.sparse.offset");
      if (offset != (sparsePairs.size() % 2 == 0)) {
        throw malformed();
      }
      sparsePairs.add(parseNumber(new String(value, StandardCharsets.US_ASCII)));
    } else {
      values.put(key, value);
    }
  }

  /// The text of a record; null when it is absent or empty, which takes back an earlier one.
  @Nullable String text(String key) {
    byte[] value = values.get(key);
    if (value == null || value.length == 0) {
      return null;
    }
    for (byte b : value) {
      if (b == 0) {
        throw malformed();
      }
    }
    return KernelText.decode(value);
  }

  long number(String key, long otherwise) {
    String text = text(key);
    return text == null ? otherwise : parseNumber(text);
  }

  /// Seconds and nanoseconds of a time, or null.
  long @Nullable [] time(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    int dot = text.indexOf('.');
    long seconds = parseNumber(dot < 0 ? text : text.substring(0, dot));
    long nanos = 0;
    if (dot >= 0) {
      String digits = (text.substring(dot + 1) + "000000000").substring(0, 9);
      nanos = parseNumber(digits);
      if (nanos < 0) {
        throw malformed();
      }
      if (text.startsWith("-") && nanos > 0) {
        seconds -= 1;
        nanos = 1_000_000_000 - nanos;
      }
    }
    return new long[] {seconds, nanos};
  }

  Map<String, byte[]> xattrs() {
    Map<String, byte[]> found = Map.of();
    for (var entry : values.entrySet()) {
      if (entry.getKey().startsWith(XATTR)) {
        if (found.isEmpty()) {
          found = new LinkedHashMap<>();
        }
        found.put(entry.getKey().substring(XATTR.length()), entry.getValue());
      }
    }
    return found;
  }

  /// The map of a sparse file in format 0.0 or 0.1 as offset, length, offset, length; null when
  /// there is none.
  @Nullable List<Long> sparseMap() {
    if (!sparsePairs.isEmpty()) {
      return sparsePairs;
    }
    String map = text("GNU.sparse.map");
    if (map == null) {
      return null;
    }
    var numbers = new ArrayList<Long>();
    for (String part : map.split(",", -1)) {
      numbers.add(parseNumber(part));
    }
    return numbers;
  }

  static long parseNumber(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private static MalformedArchiveException malformed() {
    return new MalformedArchiveException("archive/tar: invalid tar header");
  }
}
