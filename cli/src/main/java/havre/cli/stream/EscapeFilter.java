package havre.cli.stream;

import java.io.IOException;
import java.io.InputStream;

/// Input that ends when the keys to detach are typed. What could be the beginning of them is held
/// back until it is known not to be.
final class EscapeFilter {
  private final InputStream in;
  private final byte[] keys;
  private int matched;

  EscapeFilter(InputStream in, byte[] keys) {
    this.in = in;
    this.keys = keys;
  }

  /// What was read.
  record Read(byte[] bytes, boolean detached, boolean ended) {}

  Read read(byte[] buffer) throws IOException {
    int count = in.read(buffer);
    if (count < 0) {
      return new Read(heldBack(), false, true);
    }
    var bytes = new byte[count + keys.length];
    int length = 0;
    for (int i = 0; i < count; i++) {
      if (keys.length > 0 && buffer[i] == keys[matched]) {
        matched++;
        if (matched == keys.length) {
          return new Read(cut(bytes, length), true, false);
        }
        continue;
      }
      byte[] held = heldBack();
      bytes = room(bytes, length + held.length + 1);
      System.arraycopy(held, 0, bytes, length, held.length);
      length += held.length;
      if (keys.length > 0 && buffer[i] == keys[0]) {
        matched = 1;
      } else {
        bytes[length++] = buffer[i];
      }
    }
    return new Read(cut(bytes, length), false, false);
  }

  private byte[] heldBack() {
    byte[] held = cut(keys, matched);
    matched = 0;
    return held;
  }

  private static byte[] cut(byte[] bytes, int length) {
    return java.util.Arrays.copyOf(bytes, length);
  }

  private static byte[] room(byte[] bytes, int length) {
    return bytes.length >= length ? bytes : java.util.Arrays.copyOf(bytes, length * 2);
  }
}
