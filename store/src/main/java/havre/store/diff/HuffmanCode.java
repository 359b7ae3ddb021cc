package havre.store.diff;

import java.util.Arrays;

/// A canonical Huffman code of limited length, as deflate has them (RFC 1951, 3.2.2).
final class HuffmanCode {
  /// By symbol: its code, the first bit lowest, and in the four lowest bits its length; 0 for a
  /// symbol that does not occur.
  final int[] entries;

  private HuffmanCode(int[] entries) {
    this.entries = entries;
  }

  int length(int symbol) {
    return entries[symbol] & 15;
  }

  /// @param frequencies by symbol. At least two symbols get a code, which all decoders understand
  static HuffmanCode of(int[] frequencies, int maxLength) {
    var sorted = new long[Math.max(2, frequencies.length)];
    int count = 0;
    for (int symbol = 0; symbol < frequencies.length; symbol++) {
      if (frequencies[symbol] > 0) {
        sorted[count++] = (long) frequencies[symbol] << 16 | symbol;
      }
    }
    for (int symbol = 0; count < 2; symbol++) {
      if (frequencies[symbol] == 0) {
        sorted[count++] = 1L << 16 | symbol;
      }
    }
    Arrays.sort(sorted, 0, count);
    int[] ofLength = limited(lengths(sorted, count), count, maxLength);
    var entries = new int[frequencies.length];
    int rarest = count;
    for (int length = 1; length <= maxLength; length++) {
      for (int i = 0; i < ofLength[length]; i++) {
        entries[(int) (sorted[--rarest] & 0xffff)] = length;
      }
    }
    assign(entries, ofLength, maxLength);
    return new HuffmanCode(entries);
  }

  /// The lengths of an optimal code, in place of sorted weights (Moffat and Katajainen, 1995).
  private static int[] lengths(long[] sorted, int count) {
    var a = new int[count];
    for (int i = 0; i < count; i++) {
      a[i] = (int) (sorted[i] >>> 16);
    }
    a[0] += a[1];
    int root = 0;
    int leaf = 2;
    for (int next = 1; next < count - 1; next++) {
      if (leaf >= count || a[root] < a[leaf]) {
        a[next] = a[root];
        a[root++] = next;
      } else {
        a[next] = a[leaf++];
      }
      if (leaf >= count || root < next && a[root] < a[leaf]) {
        a[next] += a[root];
        a[root++] = next;
      } else {
        a[next] += a[leaf++];
      }
    }
    a[count - 2] = 0;
    for (int next = count - 3; next >= 0; next--) {
      a[next] = a[a[next]] + 1;
    }
    int available = 1;
    int depth = 0;
    root = count - 2;
    int next = count - 1;
    while (available > 0) {
      int used = 0;
      while (root >= 0 && a[root] == depth) {
        used++;
        root--;
      }
      while (available > used) {
        a[next--] = depth;
        available--;
      }
      available = 2 * used;
      depth++;
    }
    return a;
  }

  /// How many codes of each length there are when none is longer than allowed.
  private static int[] limited(int[] lengths, int count, int maxLength) {
    var ofLength = new int[maxLength + 1];
    for (int i = 0; i < count; i++) {
      ofLength[Math.min(lengths[i], maxLength)]++;
    }
    long total = 0;
    for (int length = 1; length <= maxLength; length++) {
      total += (long) ofLength[length] << (maxLength - length);
    }
    for (; total > 1L << maxLength; total--) {
      ofLength[maxLength]--;
      int length = maxLength - 1;
      while (ofLength[length] == 0) {
        length--;
      }
      ofLength[length]--;
      ofLength[length + 1] += 2;
    }
    return ofLength;
  }

  private static void assign(int[] entries, int[] ofLength, int maxLength) {
    var next = new int[maxLength + 2];
    for (int length = 1; length <= maxLength; length++) {
      next[length + 1] = (next[length] + ofLength[length]) << 1;
    }
    for (int symbol = 0; symbol < entries.length; symbol++) {
      int length = entries[symbol];
      if (length > 0) {
        int code = Integer.reverse(next[length]++) >>> (Integer.SIZE - length);
        entries[symbol] = code << 4 | length;
      }
    }
  }
}
