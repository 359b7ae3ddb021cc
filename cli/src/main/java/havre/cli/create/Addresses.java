package havre.cli.create;

import java.net.Inet4Address;
import java.net.Inet6Address;

/// Checks of addresses, without asking a name server.
final class Addresses {
  private Addresses() {}

  static boolean isIp(String text) {
    try {
      if (text.indexOf(':') >= 0) {
        Inet6Address.ofLiteral(text);
      } else {
        Inet4Address.ofLiteral(text);
        return text.split("\\.", -1).length == 4;
      }
      return text.indexOf('%') < 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static boolean isLoopback(String ip) {
    return ip.startsWith("127.") || ip.equals("::1");
  }

  /// Six or more bytes in hex, parted by colons or dashes.
  static boolean isMac(String text) {
    String[] bytes = text.split("[:-]", -1);
    if (bytes.length != 6 && bytes.length != 8 && bytes.length != 20) {
      return false;
    }
    for (String part : bytes) {
      if (part.length() != 2
          || Character.digit(part.charAt(0), 16) < 0
          || Character.digit(part.charAt(1), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /// Labels of letters, digits and dashes.
  static boolean isDomain(String text) {
    if (text.isEmpty() || text.length() > 255) {
      return false;
    }
    for (String label : text.split("\\.", -1)) {
      if (label.isEmpty() || label.startsWith("-") || label.endsWith("-")) {
        return label.isEmpty() && text.endsWith(".") && text.length() > 1;
      }
      for (int i = 0; i < label.length(); i++) {
        char c = label.charAt(i);
        if (c != '-' && !(c < 128 && Character.isLetterOrDigit(c))) {
          return false;
        }
      }
    }
    return true;
  }
}
