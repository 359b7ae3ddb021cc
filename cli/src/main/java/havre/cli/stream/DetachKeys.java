package havre.cli.stream;

import havre.cli.command.CliException;
import java.io.ByteArrayOutputStream;

/// The keys that leave a container: `ctrl-x` or single letters, with commas between.
public final class DetachKeys {
  private static final byte[] DEFAULT = {16, 17};

  private DetachKeys() {}

  /// The bytes of a sequence; Ctrl-P Ctrl-Q for an empty one.
  public static byte[] parse(String text) {
    if (text.isEmpty()) {
      return DEFAULT;
    }
    var keys = new ByteArrayOutputStream();
    for (String key : text.split(",", -1)) {
      keys.write(key(key));
    }
    return keys.toByteArray();
  }

  private static int key(String key) {
    if (key.length() == 1) {
      return key.charAt(0);
    }
    if (key.startsWith("ctrl-") && key.length() == 6) {
      char c = key.charAt(5);
      if (c >= 'a' && c <= 'z') {
        return c - 'a' + 1;
      }
      int special = "@[\\]^_".indexOf(c);
      if (special >= 0) {
        return special == 0 ? 0 : 26 + special;
      }
    }
    throw new CliException("invalid detach keys: Unknown character: '" + key + "'");
  }
}
