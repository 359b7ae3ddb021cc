package havre.network;

import havre.common.plugin.PluginSockets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The daemon's options for its networks, dockerd's flags in parentheses.
///
/// @param bridge name of the default bridge (`--bridge`)
/// @param ipv4 its subnet
/// @param ipv6 its subnet of IPv6 (`--ipv6`), null for none
/// @param pools where subnets are taken from (`--default-address-pool`)
/// @param mtu of the bridge and its interfaces (`--mtu`)
/// @param icc whether containers of the default bridge may talk to each other (`--icc`)
/// @param ipMasquerade whether what containers send out bears the host's address (`--ip-masq`)
/// @param ipForward whether to switch on forwarding (`--ip-forward`)
/// @param publishAddress where ports are published when nothing is said (`--ip`)
/// @param relay the program that publishes what the kernel can't translate (`--userland-proxy`),
///   null to do without
/// @param overrides what few ask for
public record NetworkSettings(
    String bridge,
    BridgeSubnet ipv4,
    @Nullable BridgeSubnet ipv6,
    List<AddressPool> pools,
    int mtu,
    boolean icc,
    boolean ipMasquerade,
    boolean ipForward,
    String publishAddress,
    @Nullable Path relay,
    Overrides overrides) {

  /// What few ask for.
  ///
  /// @param hostGateway the address that stands for the host (`--host-gateway-ip`), empty for the
  ///   default bridge's
  /// @param ipv4Rules whether the firewall is used for IPv4 (`--iptables`)
  /// @param ipv6Rules whether it is for IPv6 (`--ip6tables`)
  /// @param driverOptions options of new networks by driver (`--default-network-opt`)
  /// @param plugins where programs are looked for that make networks
  public record Overrides(
      String hostGateway,
      boolean ipv4Rules,
      boolean ipv6Rules,
      Map<String, Map<String, String>> driverOptions,
      PluginSockets plugins) {
    public static final Overrides NONE =
        new Overrides("", true, true, Map.of(), PluginSockets.STANDARD);

    public Overrides {
      driverOptions = Map.copyOf(driverOptions);
    }
  }

  public static final String DEFAULT_BRIDGE = "havre0";
  public static final int DEFAULT_MTU = 1500;

  public NetworkSettings {
    pools = List.copyOf(pools);
  }

  public static NetworkSettings defaults() {
    return new NetworkSettings(
        DEFAULT_BRIDGE,
        BridgeSubnet.ANY,
        null,
        AddressPools.DEFAULTS,
        DEFAULT_MTU,
        true,
        true,
        true,
        "0.0.0.0",
        null,
        Overrides.NONE);
  }

  /// These settings with another bridge.
  public NetworkSettings withBridge(String name, @Nullable IpPrefix address) {
    return with(name, new BridgeSubnet(address, null, null), ipv6, icc, relay, overrides);
  }

  /// These settings with or without traffic between containers.
  public NetworkSettings withIcc(boolean allowed) {
    return with(bridge, ipv4, ipv6, allowed, relay, overrides);
  }

  /// These settings with other subnets of the default bridge.
  public NetworkSettings withSubnets(BridgeSubnet first, @Nullable BridgeSubnet second) {
    return with(bridge, first, second, icc, relay, overrides);
  }

  /// These settings with an IPv6 subnet for the default bridge.
  public NetworkSettings withIpv6Subnet(IpPrefix subnet) {
    return with(bridge, ipv4, BridgeSubnet.of(subnet), icc, relay, overrides);
  }

  /// These settings with a relay.
  public NetworkSettings withRelay(@Nullable Path program) {
    return with(bridge, ipv4, ipv6, icc, program, overrides);
  }

  /// These settings with plugins elsewhere.
  NetworkSettings withPlugins(PluginSockets found) {
    var others =
        new Overrides(
            overrides.hostGateway(),
            overrides.ipv4Rules(),
            overrides.ipv6Rules(),
            overrides.driverOptions(),
            found);
    return with(bridge, ipv4, ipv6, icc, relay, others);
  }

  private NetworkSettings with(
      String otherBridge,
      BridgeSubnet otherIpv4,
      @Nullable BridgeSubnet otherIpv6,
      boolean otherIcc,
      @Nullable Path otherRelay,
      Overrides otherOverrides) {
    return new NetworkSettings(
        otherBridge,
        otherIpv4,
        otherIpv6,
        pools,
        mtu,
        otherIcc,
        ipMasquerade,
        ipForward,
        publishAddress,
        otherRelay,
        otherOverrides);
  }
}
