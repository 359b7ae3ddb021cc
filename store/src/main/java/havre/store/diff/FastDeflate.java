package havre.store.diff;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Compresses in deflate's format (RFC 1951), to about what zlib's fastest level leaves in two
/// thirds of its time: for each place it looks at two earlier ones and takes the longer match. The
/// same bytes always become the same bytes. Not thread-safe.
final class FastDeflate {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  static final int WINDOW = 32 * 1024;

  private static final int HASH_BITS = 15;
  private static final long HASH_PRIME = 889523592379L; // of five bytes
  private static final int SHORTEST = 4;
  private static final int LONGEST = 258;
  private static final int LENGTH_OFFSET = 3; // the format's own shortest
  private static final int READ = 8; // bytes that are looked at once
  private static final int MAX_TOKENS = 32 * 1024;
  private static final int MATCH = 1 << 31;
  private static final int END_OF_BLOCK = 256;
  private static final int LITERALS = 286;
  private static final int DISTANCES = 30;
  private static final int MAX_LENGTH = 15;
  private static final int SKIP_SHIFT = 6;
  private static final int KNOWN = 32; // the longest match all of whose places are remembered

  private final int[] table = new int[2 << HASH_BITS];
  private final int[] tokens = new int[MAX_TOKENS + 1];
  private final int[] literals = new int[LITERALS];
  private final int[] distances = new int[DISTANCES];
  private int count;
  private byte[] out = new byte[0];
  private int at;
  private long bits;
  private int held;

  /// Compresses a part of an array; what lies before it is its dictionary.
  ///
  /// @param last whether the stream ends with it; else it ends at a whole byte, and another part
  ///   may follow
  byte[] compress(byte[] in, int start, int end, boolean last) {
    Arrays.fill(table, 0);
    out = new byte[(end - start) / 2 + 1024];
    at = 0;
    bits = 0;
    held = 0;
    begin();
    int from = Math.max(0, start - WINDOW);
    for (int i = from; i < start && i + READ <= end; i++) {
      remember(hash((long) LONGS.get(in, i)), i);
    }
    match(in, start, end);
    flush(last);
    if (!last) {
      reserve(16);
      put(0, 3); // a stored block of no bytes
      align();
      put(0xFFFF0000L, 32);
    }
    align();
    return Arrays.copyOf(out, at);
  }

  private static int hash(long eight) {
    return (int) ((eight << 24) * HASH_PRIME >>> (Long.SIZE - HASH_BITS)) << 1;
  }

  /// Places are kept one higher, so that nought means none.
  private void remember(int bucket, int place) {
    table[bucket + 1] = table[bucket];
    table[bucket] = place + 1;
  }

  private void match(byte[] in, int start, int end) {
    int limit = end - READ;
    int done = start;
    int i = start;
    while (i <= limit) {
      long here = (long) LONGS.get(in, i);
      int bucket = hash(here);
      int newer = table[bucket] - 1;
      int older = table[bucket + 1] - 1;
      remember(bucket, i);
      int length = length(in, newer, i, (int) here, end);
      int place = newer;
      int second = length(in, older, i, (int) here, end);
      if (second > length) {
        length = second;
        place = older;
      }
      if (length < SHORTEST) {
        i += 1 + (i - done >> SKIP_SHIFT);
        continue;
      }
      addLiterals(in, done, i);
      addMatch(length, i - place);
      int next = i + length;
      for (int inner = length <= KNOWN ? i + 1 : next - 3;
          inner < next && inner <= limit;
          inner++) {
        remember(hash((long) LONGS.get(in, inner)), inner);
      }
      i = next;
      done = next;
    }
    addLiterals(in, done, end);
  }

  /// How many bytes are the same from an earlier place on; 0 for too few.
  private static int length(byte[] in, int place, int i, int four, int end) {
    if (place < 0 || i - place > WINDOW || (int) INTS.get(in, place) != four) {
      return 0;
    }
    int a = place + SHORTEST;
    int b = i + SHORTEST;
    while (b + READ <= end) {
      long difference = (long) LONGS.get(in, a) ^ (long) LONGS.get(in, b);
      if (difference != 0) {
        return b - i + (Long.numberOfTrailingZeros(difference) >> 3);
      }
      a += READ;
      b += READ;
    }
    while (b < end && in[a] == in[b]) {
      a++;
      b++;
    }
    return b - i;
  }

  private void addLiterals(byte[] in, int from, int to) {
    int i = from;
    while (i < to) {
      if (count == MAX_TOKENS) {
        flush(false);
      }
      int end = Math.min(to, i + MAX_TOKENS - count);
      int next = count;
      while (i < end) {
        int literal = in[i++] & 0xff;
        tokens[next++] = literal;
        literals[literal]++;
      }
      count = next;
    }
  }

  private void addMatch(int length, int distance) {
    int left = length;
    while (left > 0) {
      if (count == MAX_TOKENS) {
        flush(false);
      }
      int part = left <= LONGEST ? left : Math.min(LONGEST, left - SHORTEST);
      tokens[count++] = MATCH | (part - LENGTH_OFFSET) << 16 | (distance - 1);
      literals[lengthSymbol(part - LENGTH_OFFSET)]++;
      distances[distanceSymbol(distance - 1)]++;
      left -= part;
    }
  }

  private static int lengthSymbol(int more) {
    if (more < 8) {
      return 257 + more;
    }
    if (more == LONGEST - LENGTH_OFFSET) {
      return LITERALS - 1;
    }
    int log = 31 - Integer.numberOfLeadingZeros(more);
    return 253 + 4 * log + (more >> log - 2 & 3);
  }

  private static int distanceSymbol(int less) {
    if (less < 4) {
      return less;
    }
    int log = 31 - Integer.numberOfLeadingZeros(less);
    return 2 * log + (less >> log - 1 & 1);
  }

  private void begin() {
    count = 0;
    Arrays.fill(literals, 0);
    Arrays.fill(distances, 0);
    literals[END_OF_BLOCK] = 1;
  }

  /// Writes what was found so far as a block with codes of its own.
  private void flush(boolean last) {
    HuffmanCode literalCode = HuffmanCode.of(literals, MAX_LENGTH);
    HuffmanCode distanceCode = HuffmanCode.of(distances, MAX_LENGTH);
    long size = 4096; // the codes themselves, and a last store
    for (int i = 0; i < LITERALS; i++) {
      size += (long) literals[i] * (literalCode.length(i) + 5);
    }
    for (int i = 0; i < DISTANCES; i++) {
      size += (long) distances[i] * (distanceCode.length(i) + 13);
    }
    reserve((int) (size / 8) + READ);
    put(last ? 5 : 4, 3); // dynamic codes, the last block or not
    writeCodes(literalCode, distanceCode);
    writeTokens(literalCode.entries, distanceCode.entries);
    int end = literalCode.entries[END_OF_BLOCK];
    put(end >> 4, end & 15);
    begin();
  }

  /// The same as with [#put], but with all that changes in the processor's registers.
  private void writeTokens(int[] literalCode, int[] distanceCode) {
    byte[] target = out;
    int place = at;
    long pending = bits;
    int length = held; // less than 8, and no token has more than 48 bits
    for (int i = 0; i < count; i++) {
      int token = tokens[i];
      if (token >= 0) {
        int entry = literalCode[token];
        pending |= (long) (entry >> 4) << length;
        length += entry & 15;
      } else {
        int more = token >> 16 & 0xff;
        int symbol = lengthSymbol(more);
        int entry = literalCode[symbol];
        pending |= (long) (entry >> 4) << length;
        length += entry & 15;
        if (more >= 8 && symbol < LITERALS - 1) {
          int extra = 29 - Integer.numberOfLeadingZeros(more);
          pending |= (long) (more & (1 << extra) - 1) << length;
          length += extra;
        }
        int less = token & 0x7fff;
        entry = distanceCode[distanceSymbol(less)];
        pending |= (long) (entry >> 4) << length;
        length += entry & 15;
        if (less >= 4) {
          int extra = 30 - Integer.numberOfLeadingZeros(less);
          pending |= (long) (less & (1 << extra) - 1) << length;
          length += extra;
        }
      }
      LONGS.set(target, place, pending);
      place += length >> 3;
      pending >>>= length & ~7;
      length &= 7;
    }
    at = place;
    bits = pending;
    held = length;
  }

  private void writeCodes(HuffmanCode literalCode, HuffmanCode distanceCode) {
    var lengths = new int[LITERALS + DISTANCES];
    for (int i = 0; i < LITERALS; i++) {
      lengths[i] = literalCode.length(i);
    }
    for (int i = 0; i < DISTANCES; i++) {
      lengths[LITERALS + i] = distanceCode.length(i);
    }
    new CodeLengths(lengths).writeTo(LITERALS, DISTANCES, this::put);
  }

  private void reserve(int more) {
    if (out.length - at < more) {
      out = Arrays.copyOf(out, Math.max(at + more, out.length * 2));
    }
  }

  /// Appends bits, the lowest first; there must be room.
  private void put(long value, int length) {
    bits |= value << held;
    held += length;
    LONGS.set(out, at, bits);
    at += held >> 3;
    bits >>>= held & ~7;
    held &= 7;
  }

  private void align() {
    if (held > 0) {
      put(0, 8 - held);
    }
  }
}
