package havre.runtime.log;

/// UTF-8 as Go reads it: a byte that begins no valid sequence stands alone.
final class Utf8 {
  private static final int ASCII_END = 0x80;

  private Utf8() {}

  /// The length of the valid sequence at a place, 1 for an ASCII byte; 0 when there is none.
  static int sequence(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xff;
    if (lead < ASCII_END) {
      return 1;
    }
    int length = expected(lead);
    if (length == 0 || at + length > end) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) {
      return 0;
    }
    for (int i = 2; i < length; i++) {
      if (!continues(bytes[at + i])) {
        return 0;
      }
    }
    return length;
  }

  /// Where to cut bytes so that no sequence is torn whose rest may still come: the end, or the
  /// start of an incomplete sequence just before it.
  static int cut(byte[] bytes, int from, int end) {
    for (int at = end - 1; at >= Math.max(from, end - 3); at--) {
      if (!continues(bytes[at])) {
        return at + expected(bytes[at] & 0xff) > end && at > from ? at : end;
      }
    }
    return end;
  }

  private static int expected(int lead) {
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }

  private static boolean continues(byte value) {
    return (value & 0xC0) == 0x80;
  }
}
