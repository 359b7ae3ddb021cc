package havre.network;

/// An address of a container's interface.
///
/// @param address the address as text, `172.17.0.2`
/// @param gateway the address of the bridge, next hop of the default route; empty when the network
///   has no way out; the unspecified address when all the world is on the link
public record InterfaceAddress(String address, int prefixLength, String gateway) {
  private static final String ANY_IPV4 = "0.0.0.0";
  private static final String ANY_IPV6 = "::";

  /// `172.17.0.2/16`.
  public String withPrefix() {
    return address + "/" + prefixLength;
  }

  /// The gateway as clients see it.
  public String shownGateway() {
    return isOnLink() ? "" : gateway;
  }

  static String onLink(boolean ipv4) {
    return ipv4 ? ANY_IPV4 : ANY_IPV6;
  }

  /// Whether there is a way out that needs no gateway.
  boolean isOnLink() {
    return gateway.equals(ANY_IPV4) || gateway.equals(ANY_IPV6);
  }

  boolean isRouted() {
    return !gateway.isEmpty();
  }
}
