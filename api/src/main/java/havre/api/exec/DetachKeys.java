package havre.api.exec;

/// The bytes that a detach sequence such as `ctrl-p,ctrl-q` stands for.
final class DetachKeys {
  private static final String CONTROL = "ctrl-";
  private static final int CONTROL_MASK = 0x1f;

  private DetachKeys() {}

  /// Empty for the default sequence.
  static byte[] bytes(String keys) {
    if (keys.isEmpty()) {
      return new byte[0];
    }
    String[] parts = keys.split(",", -1);
    var bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      String key = parts[i].strip();
      bytes[i] =
          key.startsWith(CONTROL) && key.length() > CONTROL.length()
              ? (byte) (key.charAt(CONTROL.length()) & CONTROL_MASK)
              : (byte) (key.isEmpty() ? 0 : key.charAt(0));
    }
    return bytes;
  }
}
