package havre.network;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// IP addresses as text and as numbers. Nothing here asks a name server.
public final class IpAddresses {
  private static final int IPV4_DOTS = 3;
  private static final int IPV6_GROUPS = 8;

  private IpAddresses() {}

  /// Reads an IPv4 or IPv6 address.
  ///
  /// @throws HavreException INVALID when it is neither
  public static InetAddress parse(String text) {
    try {
      boolean dotted = text.chars().filter(c -> c == '.').count() == IPV4_DOTS;
      if (dotted || text.indexOf(':') >= 0 && text.charAt(0) != '[') {
        return InetAddress.ofLiteral(text);
      }
    } catch (IllegalArgumentException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid IP address: " + text, e);
    }
    throw HavreException.invalid("invalid IP address: " + text);
  }

  /// Whether the text is an IPv4 or IPv6 address.
  public static boolean isAddress(String text) {
    try {
      parse(text);
      return true;
    } catch (HavreException e) {
      return false;
    }
  }

  /// The shortest form (RFC 5952 for IPv6).
  public static String format(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? address.getHostAddress() : formatIpv6(bytes);
  }

  static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  /// The address with this number, of the same family as `like`.
  static InetAddress of(BigInteger number, InetAddress like) {
    var bytes = new byte[like.getAddress().length];
    byte[] digits = number.toByteArray();
    int count = Math.min(digits.length, bytes.length);
    System.arraycopy(digits, digits.length - count, bytes, bytes.length - count, count);
    return ofBytes(bytes);
  }

  static InetAddress ofBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not 4 or 16 bytes: " + bytes.length, e);
    }
  }

  private static String formatIpv6(byte[] bytes) {
    var groups = new int[IPV6_GROUPS];
    for (int i = 0; i < IPV6_GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < IPV6_GROUPS; i++) {
      int end = i;
      while (end < IPV6_GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    var text = new StringBuilder();
    for (int i = 0; i < IPV6_GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
      } else {
        if (i > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
