package havre.network;

/// An address of a container's interface.
///
/// @param address the address as text, `172.17.0.2`
/// @param gateway the address of the bridge, next hop of the default route; empty when the network
///   has no way out
public record InterfaceAddress(String address, int prefixLength, String gateway) {

  /// `172.17.0.2/16`.
  public String withPrefix() {
    return address + "/" + prefixLength;
  }

  boolean isRouted() {
    return !gateway.isEmpty();
  }
}
