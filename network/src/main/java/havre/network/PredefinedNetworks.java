package havre.network;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The three networks that every engine has.
record PredefinedNetworks(NetworkSettings settings, NetworkIdentity identity) {
  private static final String OPTION = "com.docker.network.bridge.";

  NetworkDefinition none() {
    return bare("none", identity.noneId(), "null");
  }

  NetworkDefinition host() {
    return bare("host", identity.hostId(), "host");
  }

  /// @param addresses the bridge's own
  NetworkDefinition bridge(List<IpPrefix> addresses) {
    List<Subnet> subnets =
        addresses.stream()
            .map(address ->
                new Subnet(
                    address.network().toString(),
                    range(address),
                    IpAddresses.format(address.address()),
                    auxiliary(address),
                    Subnet.Origin.POOL))
            .toList();
    var spec =
        new NetworkSpec(
            "bridge",
            "bridge",
            true,
            settings.ipv6() != null,
            new NetworkSpec.Ipam("default", null, subnets),
            false,
            false,
            false,
            "",
            options(),
            Map.of());
    return new NetworkDefinition(identity.bridgeId(), identity.created(), spec, false);
  }

  private String range(IpPrefix address) {
    IpPrefix fixed = subnet(address).fixedCidr();
    return fixed == null ? "" : fixed.toString();
  }

  private Map<String, String> auxiliary(IpPrefix address) {
    InetAddress gateway = subnet(address).gateway();
    return gateway == null
        ? Map.of()
        : Map.of(Subnet.gatewayName(address.isIpv4()), IpAddresses.format(gateway));
  }

  private BridgeSubnet subnet(IpPrefix address) {
    BridgeSubnet ipv6 = settings.ipv6();
    return address.isIpv4() || ipv6 == null ? settings.ipv4() : ipv6;
  }

  private Map<String, String> options() {
    var options = new TreeMap<String, String>();
    options.put(OPTION + "default_bridge", "true");
    options.put(OPTION + "enable_icc", Boolean.toString(settings.icc()));
    options.put(OPTION + "enable_ip_masquerade", Boolean.toString(settings.ipMasquerade()));
    options.put(OPTION + "host_binding_ipv4", settings.publishAddress());
    options.put(OPTION + "name", settings.bridge());
    options.put("com.docker.network.driver.mtu", Integer.toString(settings.mtu()));
    return options;
  }

  private NetworkDefinition bare(String name, String id, String driver) {
    var spec =
        new NetworkSpec(
            name,
            driver,
            true,
            false,
            NetworkSpec.Ipam.DEFAULT,
            false,
            false,
            false,
            "",
            Map.of(),
            Map.of());
    return new NetworkDefinition(id, identity.created(), spec, false);
  }
}
