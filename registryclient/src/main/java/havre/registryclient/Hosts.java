package havre.registryclient;

import havre.oci.reference.ImageReference;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/// Which address a registry's name stands for, and which registries need no TLS that can be
/// verified: those on loopback and those that are configured.
///
/// Loopback is told by the address that is written, never by what a name resolves to.
final class Hosts {
  static final String HUB = "registry-1.docker.io";
  static final String HUB_INDEX = "index.docker.io";

  private static final Pattern PORT = Pattern.compile(":[0-9]+$");
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");
  private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "[::1]/128");

  private final List<String> insecure;

  /// @param insecure `host[:port]`, or `address/bits`
  Hosts(List<String> insecure) {
    this.insecure = List.copyOf(insecure);
  }

  /// The host that serves a domain's images.
  static String serving(String domain) {
    return domain.equals(ImageReference.DEFAULT_DOMAIN) || domain.equals(HUB_INDEX) ? HUB : domain;
  }

  /// @param host with its port
  boolean isInsecure(String host) {
    String name = PORT.matcher(host).replaceFirst("");
    return name.equals("localhost")
        || insecure.contains(host)
        || insecure.contains(name)
        || isWithin(name, LOOPBACK)
        || isWithin(name, insecure);
  }

  private static boolean isWithin(String name, List<String> ranges) {
    return ADDRESS.matcher(name).matches()
        && ranges.stream().anyMatch(range -> contains(range, name));
  }

  private static boolean contains(String range, String name) {
    int slash = range.indexOf('/');
    if (slash < 0) {
      return false;
    }
    String network = range.substring(0, slash);
    try {
      int bits = Integer.parseInt(range.substring(slash + 1));
      boolean bare = network.indexOf(':') >= 0 && !network.startsWith("[");
      byte[] base = InetAddress.ofLiteral(bare ? "[" + network + "]" : network).getAddress();
      byte[] address = InetAddress.ofLiteral(name).getAddress();
      return base.length == address.length && sharesBits(base, address, bits);
    } catch (IllegalArgumentException e) {
      return false; // a name, or no address
    }
  }

  private static boolean sharesBits(byte[] one, byte[] other, int bits) {
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((one[bit / 8] ^ other[bit / 8]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
