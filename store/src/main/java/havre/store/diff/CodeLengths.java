package havre.store.diff;

/// The lengths of a block's codes, as they are written before it (RFC 1951, 3.2.7): runs are told
/// by their length, and all of it is Huffman-coded itself.
final class CodeLengths {
  private static final int SYMBOLS = 19;
  private static final int MAX_LENGTH = 7;
  private static final int REPEAT = 16;
  private static final int ZEROS = 17;
  private static final int MANY_ZEROS = 18;
  private static final int[] ORDER = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15
  };

  private final int[] symbols;
  private final int[] extras;
  private final int[] frequencies = new int[SYMBOLS];
  private int count;

  /// Takes bits, the lowest first.
  @FunctionalInterface
  interface Bits {
    void put(long value, int length);
  }

  CodeLengths(int[] lengths) {
    symbols = new int[lengths.length];
    extras = new int[lengths.length];
    for (int i = 0; i < lengths.length; ) {
      int run = 1;
      while (i + run < lengths.length && lengths[i + run] == lengths[i]) {
        run++;
      }
      addRun(lengths[i], run);
      i += run;
    }
  }

  private void addRun(int length, int run) {
    int left = run;
    if (length == 0) {
      while (left >= 11) {
        int part = Math.min(left, 138);
        add(MANY_ZEROS, part - 11);
        left -= part;
      }
      if (left >= 3) {
        add(ZEROS, left - 3);
        left = 0;
      }
    } else {
      add(length, 0);
      left--;
      while (left >= 3) {
        int part = Math.min(left, 6);
        add(REPEAT, part - 3);
        left -= part;
      }
    }
    for (; left > 0; left--) {
      add(length, 0);
    }
  }

  private void add(int symbol, int extra) {
    symbols[count] = symbol;
    extras[count++] = extra;
    frequencies[symbol]++;
  }

  void writeTo(int literals, int distances, Bits out) {
    HuffmanCode code = HuffmanCode.of(frequencies, MAX_LENGTH);
    int told = SYMBOLS;
    while (told > 4 && code.length(ORDER[told - 1]) == 0) {
      told--;
    }
    out.put(literals - 257, 5);
    out.put(distances - 1, 5);
    out.put(told - 4, 4);
    for (int i = 0; i < told; i++) {
      out.put(code.length(ORDER[i]), 3);
    }
    for (int i = 0; i < count; i++) {
      int entry = code.entries[symbols[i]];
      out.put(entry >> 4, entry & 15);
      switch (symbols[i]) {
        case REPEAT -> out.put(extras[i], 2);
        case ZEROS -> out.put(extras[i], 3);
        case MANY_ZEROS -> out.put(extras[i], 7);
        default -> {
          // a length by itself
        }
      }
    }
  }
}
