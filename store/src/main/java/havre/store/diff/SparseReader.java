package havre.store.diff;

import static havre.store.diff.TarFields.BLOCK;
import static havre.store.diff.TarFields.LONG_NUMBER;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the maps of sparse files: GNU's old format, and formats 0.0, 0.1 and 1.0 in pax records.
final class SparseReader {
  private static final int FIRST_PAIRS = 386;
  private static final int FIRST_COUNT = 4;
  private static final int FIRST_MORE = 482;
  private static final int REAL_SIZE = 483;
  private static final int MORE_COUNT = 21;
  private static final int MORE_MORE = 504;
  private static final int MAX_PAIRS = 1 << 20;
  private static final int MAX_DIGITS = 19;

  private SparseReader() {}

  /// Gives the blocks that follow.
  @FunctionalInterface
  interface BlockSource {
    byte[] next() throws IOException;
  }

  /// GNU's old format: the map lies in the header and in blocks after it.
  static SparseMap gnu(byte[] header, BlockSource more) throws IOException {
    var numbers = new ArrayList<Long>();
    addPairs(numbers, header, FIRST_PAIRS, FIRST_COUNT);
    boolean extended = header[FIRST_MORE] != 0;
    while (extended) {
      byte[] block = more.next();
      addPairs(numbers, block, 0, MORE_COUNT);
      extended = block[MORE_MORE] != 0;
    }
    return new SparseMap(null, TarFields.number(header, REAL_SIZE, LONG_NUMBER), numbers);
  }

  private static void addPairs(List<Long> numbers, byte[] block, int at, int count) {
    for (int i = 0; i < count; i++) {
      int pair = at + i * 2 * LONG_NUMBER;
      if (block[pair] == 0) {
        return;
      }
      if (numbers.size() >= 2 * MAX_PAIRS) {
        throw SparseMap.malformed();
      }
      numbers.add(TarFields.number(block, pair, LONG_NUMBER));
      numbers.add(TarFields.number(block, pair + LONG_NUMBER, LONG_NUMBER));
    }
  }

  /// The formats in pax records; null when the file isn't sparse.
  static @Nullable SparseMap pax(PaxRecords records, BlockSource content, TarLimits limits)
      throws IOException {
    String name = records.text("GNU.sparse.name");
    String major = records.text("GNU.sparse.major");
    String minor = records.text("GNU.sparse.minor");
    if ("1".equals(major) && "0".equals(minor)) {
      return new SparseMap(name, records.number("GNU.sparse.realsize", -1), inContent(content));
    }
    List<Long> map = records.sparseMap();
    if (map == null) {
      return null;
    }
    if (map.size() > 2 * MAX_PAIRS || map.size() > limits.extensionSize()) {
      throw SparseMap.malformed();
    }
    return new SparseMap(name, records.number("GNU.sparse.size", -1), map);
  }

  /// Format 1.0: decimal numbers, a line each, before the content, padded to whole blocks.
  private static List<Long> inContent(BlockSource blocks) throws IOException {
    var numbers = new Lines(blocks);
    long pairs = numbers.next();
    if (pairs < 0 || pairs > MAX_PAIRS) {
      throw SparseMap.malformed();
    }
    var map = new ArrayList<Long>();
    for (long i = 0; i < 2 * pairs; i++) {
      map.add(numbers.next());
    }
    return map;
  }

  private static final class Lines {
    private final BlockSource blocks;
    private byte[] block = new byte[0];
    private int at;

    Lines(BlockSource blocks) {
      this.blocks = blocks;
    }

    long next() throws IOException {
      var digits = new StringBuilder();
      while (true) {
        if (at == block.length) {
          block = blocks.next();
          at = 0;
          if (block.length != BLOCK) {
            throw SparseMap.malformed();
          }
        }
        byte b = block[at++];
        if (b == '\n') {
          return PaxRecords.parseNumber(digits.toString());
        }
        if (b < '0' || b > '9' || digits.length() >= MAX_DIGITS) {
          throw SparseMap.malformed();
        }
        digits.append((char) b);
      }
    }
  }
}
