package havre.cli.network;

import havre.cli.command.CliException;
import java.net.InetAddress;

/// Subnets in CIDR form.
final class Subnet {
  private Subnet() {}

  /// Whether an address, or the first one of a range, lies in a subnet.
  static boolean contains(String subnet, String address) {
    byte[] network = bytes(host(subnet), subnet);
    byte[] other = bytes(host(address), address);
    if (network.length != other.length) {
      return false;
    }
    int bits = prefix(subnet);
    for (int i = 0; i < bits; i++) {
      int mask = 0x80 >> (i % 8);
      if ((network[i / 8] & mask) != (other[i / 8] & mask)) {
        return false;
      }
    }
    return true;
  }

  private static String host(String text) {
    int slash = text.indexOf('/');
    return slash < 0 ? text : text.substring(0, slash);
  }

  private static int prefix(String subnet) {
    int slash = subnet.indexOf('/');
    try {
      return Integer.parseInt(subnet.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw invalid(subnet);
    }
  }

  private static byte[] bytes(String host, String whole) {
    try {
      return InetAddress.ofLiteral(host).getAddress();
    } catch (IllegalArgumentException e) {
      throw invalid(whole);
    }
  }

  private static CliException invalid(String text) {
    return new CliException("invalid CIDR address: " + text);
  }
}
