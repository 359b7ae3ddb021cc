package havre.network;

import havre.linux.netlink.MacAddress;
import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;

/// Hardware addresses of containers and bridges.
final class MacAddresses {
  private static final byte LOCAL = 0x02;
  private static final byte DOCKER = 0x42;
  private static final int LENGTH = 6;

  private MacAddresses() {}

  /// The address that belongs to an IPv4 address: 02:42 and its four bytes. Who gets a freed IP
  /// address gets its hardware address too, so that what neighbours remember stays right.
  static MacAddress of(InetAddress address) {
    byte[] ip = address.getAddress();
    var bytes = new byte[LENGTH];
    if (ip.length != 4) {
      ThreadLocalRandom.current().nextBytes(bytes);
    } else {
      System.arraycopy(ip, 0, bytes, 2, ip.length);
    }
    bytes[0] = LOCAL;
    bytes[1] = DOCKER;
    return MacAddress.of(bytes);
  }

  /// The address of a bridge: that of its IPv4 address, or any.
  static MacAddress ofBridge(java.util.List<IpPrefix> addresses) {
    return addresses.stream()
        .map(IpPrefix::address)
        .findFirst()
        .map(MacAddresses::of)
        .orElseGet(() -> of(InetAddress.ofLiteral("::")));
  }
}
