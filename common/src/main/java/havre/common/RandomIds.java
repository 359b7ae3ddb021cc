package havre.common;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Random ids as Docker makes them.
public final class RandomIds {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int BYTES = 32;

  private RandomIds() {}

  /// 64 hexadecimal digits whose first twelve are not all decimal, so that a short id is never
  /// taken for a number (Docker's own rule).
  public static String next() {
    var bytes = new byte[BYTES];
    while (true) {
      RANDOM.nextBytes(bytes);
      String id = HexFormat.of().formatHex(bytes);
      if (id.substring(0, 12).chars().anyMatch(c -> c >= 'a')) {
        return id;
      }
    }
  }
}
