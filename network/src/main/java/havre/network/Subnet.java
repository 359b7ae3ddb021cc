package havre.network;

import java.util.Map;

/// One subnet of a network.
///
/// @param subnet in the form `172.18.0.0/16`
/// @param ipRange the part of it that containers get addresses from; empty for all
/// @param gateway the address of the next hop out of it; empty when it has none
/// @param auxiliary addresses that others use, by what they are called
/// @param origin who chose what
public record Subnet(
    String subnet, String ipRange, String gateway, Map<String, String> auxiliary, Origin origin) {

  /// Who chose the addresses of a subnet.
  public enum Origin {
    /// The user chose all.
    GIVEN,
    /// The user gave no gateway; it is not shown then.
    GATEWAY_CHOSEN,
    /// It is from the pools; containers can't choose addresses in it.
    POOL
  }

  public Subnet {
    auxiliary = auxiliary == null ? Map.of() : Map.copyOf(auxiliary);
  }

  /// A subnet of which only the gateway is used otherwise.
  public static Subnet of(String subnet, String gateway) {
    return new Subnet(subnet, "", gateway, Map.of(), Origin.GIVEN);
  }

  public IpPrefix prefix() {
    return IpPrefix.parse(subnet);
  }

  /// The auxiliary address that is the next hop out of the subnet instead of the gateway.
  static String gatewayName(boolean ipv4) {
    return ipv4 ? "DefaultGatewayIPv4" : "DefaultGatewayIPv6";
  }

  /// The address of the next hop out of it, as containers have it.
  String nextHop() {
    return auxiliary.getOrDefault(gatewayName(isIpv4()), gateway);
  }

  /// The gateway as clients see it.
  public String shownGateway() {
    return origin == Origin.GATEWAY_CHOSEN ? "" : gateway;
  }

  public boolean comesFromPool() {
    return origin == Origin.POOL;
  }

  IpPrefix range() {
    return IpPrefix.parse(ipRange.isEmpty() ? subnet : ipRange);
  }

  boolean isIpv4() {
    return prefix().isIpv4();
  }

  Subnet withChosenGateway(String address) {
    Origin changed = origin == Origin.POOL ? Origin.POOL : Origin.GATEWAY_CHOSEN;
    return new Subnet(subnet, ipRange, address, auxiliary, changed);
  }
}
