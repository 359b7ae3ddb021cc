package havre.oci.reference;

/// The grammar of references, read by hand: regular expressions of the JDK recurse, and names come
/// from strangers.
final class ReferenceGrammar {
  private static final int MAX_TAG = 128;
  private static final int MIN_DIGEST_HEX = 32;

  private ReferenceGrammar() {}

  /// `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`.
  static boolean isTag(String text) {
    if (text.isEmpty() || text.length() > MAX_TAG || !isWord(text.charAt(0))) {
      return false;
    }
    return text.chars().allMatch(c -> isWord(c) || c == '.' || c == '-');
  }

  /// An algorithm, whose parts are separated by one of `-_+.`, a colon, at least 32 hex digits.
  static boolean isDigest(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || text.length() - colon - 1 < MIN_DIGEST_HEX) {
      return false;
    }
    boolean partStart = true;
    for (int i = 0; i < colon; i++) {
      char c = text.charAt(i);
      if (partStart ? isLetter(c) : isAlphanumeric(c)) {
        partStart = false;
      } else if (!partStart && "-_+.".indexOf(c) >= 0) {
        partStart = true;
      } else {
        return false;
      }
    }
    return !partStart && text.chars().skip(colon + 1L).allMatch(ReferenceGrammar::isHex);
  }

  /// Components separated by slashes, each of lower-case letters and digits with `.`, `_`, `__` or
  /// any number of `-` between them.
  static boolean isPath(String text) {
    for (String component : text.split("/", -1)) {
      if (!isPathComponent(component)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPathComponent(String text) {
    int i = 0;
    while (true) {
      int start = i;
      while (i < text.length() && isLowerAlphanumeric(text.charAt(i))) {
        i++;
      }
      if (i == start) {
        return false;
      }
      if (i == text.length()) {
        return true;
      }
      int end = separatorEnd(text, i);
      if (end == i) {
        return false;
      }
      i = end;
    }
  }

  private static int separatorEnd(String text, int at) {
    char c = text.charAt(at);
    int end = at;
    while (end < text.length() && text.charAt(end) == c) {
      end++;
    }
    return switch (c) {
      case '-' -> end;
      case '_' -> Math.min(end, at + 2);
      case '.' -> at + 1;
      default -> at;
    };
  }

  /// A host name or address with an optional port.
  static boolean isDomain(String text) {
    String host = text;
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      if (end < 2 || !text.substring(1, end).chars().allMatch(c -> isHex(c) || c == ':')) {
        return false;
      }
      return end == text.length() - 1 || isPort(text.substring(end + 1));
    }
    int colon = text.indexOf(':');
    if (colon >= 0) {
      if (!isPort(text.substring(colon))) {
        return false;
      }
      host = text.substring(0, colon);
    }
    for (String component : host.split("\\.", -1)) {
      if (component.isEmpty()
          || component.startsWith("-")
          || component.endsWith("-")
          || !component.chars().allMatch(c -> isAlphanumeric(c) || c == '-')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPort(String text) {
    return text.length() > 1
        && text.charAt(0) == ':'
        && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isWord(int c) {
    return isAlphanumeric(c) || c == '_';
  }

  private static boolean isAlphanumeric(int c) {
    return isLetter(c) || c >= '0' && c <= '9';
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isLowerAlphanumeric(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
  }

  private static boolean isHex(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }
}
