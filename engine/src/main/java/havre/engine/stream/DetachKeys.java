package havre.engine.stream;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Watches what a client types for the keys that detach it; bytes of a sequence that was begun are
/// held back until it is known not to be one. For one thread.
final class DetachKeys {
  private static final String DEFAULT = "ctrl-p,ctrl-q";

  private final byte[] sequence;
  private int matched;

  private DetachKeys(byte[] sequence) {
    this.sequence = sequence;
  }

  /// Reads `ctrl-p,ctrl-q`, `a`, `ctrl-\\`; empty is the default.
  static DetachKeys parse(String text) {
    List<Byte> keys = new ArrayList<>();
    for (String key : (text.isEmpty() ? DEFAULT : text).split(",", -1)) {
      keys.add(key(key, text));
    }
    var sequence = new byte[keys.size()];
    for (int i = 0; i < sequence.length; i++) {
      sequence[i] = keys.get(i);
    }
    return new DetachKeys(sequence);
  }

  private static byte key(String text, String all) {
    if (text.length() == 1) {
      return (byte) text.charAt(0);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("ctrl-") && lower.length() == "ctrl-".length() + 1) {
      char letter = lower.charAt(lower.length() - 1);
      if (letter >= 'a' && letter <= 'z') {
        return (byte) (letter - 'a' + 1);
      }
      int other = "@[\\]^_".indexOf(letter);
      if (other >= 0) {
        return (byte) (other == 0 ? 0 : 26 + other);
      }
    }
    throw HavreException.invalid("Invalid detach keys (" + all + ") provided");
  }

  /// Where the bytes to be passed on go.
  @FunctionalInterface
  interface Sink {
    void write(byte[] bytes, int offset, int length)
        throws java.io.IOException, InterruptedException;
  }

  /// Passes bytes on.
  ///
  /// @return true when the sequence is complete: nothing more is to be passed on
  boolean pass(byte[] bytes, int length, Sink sink)
      throws java.io.IOException, InterruptedException {
    int from = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == sequence[matched]) {
        if (matched == 0) {
          sink.write(bytes, from, i - from);
        }
        matched++;
        from = i + 1;
        if (matched == sequence.length) {
          return true;
        }
      } else if (matched > 0) {
        sink.write(sequence, 0, matched);
        matched = bytes[i] == sequence[0] ? 1 : 0;
        from = matched == 0 ? i : i + 1;
      }
    }
    sink.write(bytes, from, length - from);
    return false;
  }
}
