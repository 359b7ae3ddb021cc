package havre.runtime.log;

import java.util.Arrays;

/// Cuts one stream's bytes into records: a line each, and a line of more than 16 KiB into parts, of
/// which only the last has the line's end. Where it cuts depends on the bytes alone, not on how
/// they arrive. Not thread-safe.
public final class LineSplitter {
  /// The most bytes of a line that one record holds.
  public static final int LIMIT = 16 * 1024;

  private final boolean stderr;
  private final RecordEncoder encoder;
  private byte[] carry = new byte[256];
  private int carried;
  private long position;

  /// @param position how many bytes of the stream were cut into records before
  public LineSplitter(boolean stderr, RecordEncoder encoder, long position) {
    this.stderr = stderr;
    this.encoder = encoder;
    this.position = position;
  }

  /// Encodes what these bytes complete, and keeps the rest.
  ///
  /// @return how many bytes it took; fewer than given when the encoder holds as many as it should
  public int add(byte[] bytes, int from, int to, long now, int fullAt) {
    int at = from;
    while (at < to && encoder.size() < fullAt) {
      at = carried == 0 ? whole(bytes, at, to, now) : joined(bytes, at, to, now);
    }
    return at - from;
  }

  /// The stream has ended: what is left is a record without a line's end.
  public void end(long now) {
    if (carried > 0) {
      emitCarry(carried, now);
    }
  }

  /// How many bytes of the stream the records so far hold.
  public long position() {
    return position;
  }

  /// Takes a line that lies whole in the bytes.
  private int whole(byte[] bytes, int at, int to, long now) {
    int limit = Math.min(to, at + LIMIT);
    int newline = newline(bytes, at, limit);
    if (newline >= 0) {
      emit(bytes, at, newline + 1, now);
      return newline + 1;
    }
    if (limit - at == LIMIT) {
      int cut = Utf8.cut(bytes, at, limit);
      emit(bytes, at, cut, now);
      return cut;
    }
    carry(bytes, at, limit);
    return limit;
  }

  /// Goes on with a line whose start was kept.
  private int joined(byte[] bytes, int at, int to, long now) {
    int limit = Math.min(to, at + LIMIT - carried);
    int newline = newline(bytes, at, limit);
    int taken = newline >= 0 ? newline + 1 : limit;
    carry(bytes, at, taken);
    if (newline >= 0) {
      emitCarry(carried, now);
    } else if (carried == LIMIT) {
      emitCarry(Utf8.cut(carry, 0, carried), now);
    }
    return taken;
  }

  private void carry(byte[] bytes, int from, int to) {
    int more = to - from;
    if (carried + more > carry.length) {
      carry = Arrays.copyOf(carry, Math.min(LIMIT, 2 * (carried + more)));
    }
    System.arraycopy(bytes, from, carry, carried, more);
    carried += more;
  }

  private void emitCarry(int length, long now) {
    emit(carry, 0, length, now);
    System.arraycopy(carry, length, carry, 0, carried - length);
    carried -= length;
  }

  private void emit(byte[] bytes, int from, int to, long now) {
    encoder.add(stderr, bytes, from, to, now);
    position += to - from;
  }

  private static int newline(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
