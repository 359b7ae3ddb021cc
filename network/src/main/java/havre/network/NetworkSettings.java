package havre.network;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The daemon's options for its networks, dockerd's flags in parentheses.
///
/// @param bridge name of the default bridge (`--bridge`)
/// @param bridgeAddress the bridge's address with its prefix length (`--bip`), null to take one
///   from the pools
/// @param fixedCidr the part of the subnet that containers get addresses from (`--fixed-cidr`)
/// @param ipv6Subnet the default bridge's IPv6 subnet (`--ipv6 --fixed-cidr-v6`), null for none
/// @param pools where subnets are taken from (`--default-address-pool`)
/// @param mtu of the bridge and its interfaces (`--mtu`)
/// @param icc whether containers of the default bridge may talk to each other (`--icc`)
/// @param ipMasquerade whether what containers send out bears the host's address (`--ip-masq`)
/// @param ipForward whether to switch on forwarding (`--ip-forward`)
/// @param publishAddress where ports are published when nothing is said (`--ip`)
/// @param relay the program that publishes what the kernel can't translate (`--userland-proxy`),
///   null to do without
public record NetworkSettings(
    String bridge,
    @Nullable IpPrefix bridgeAddress,
    @Nullable IpPrefix fixedCidr,
    @Nullable IpPrefix ipv6Subnet,
    List<AddressPool> pools,
    int mtu,
    boolean icc,
    boolean ipMasquerade,
    boolean ipForward,
    String publishAddress,
    @Nullable Path relay) {

  public static final String DEFAULT_BRIDGE = "havre0";
  public static final int DEFAULT_MTU = 1500;

  public NetworkSettings {
    pools = List.copyOf(pools);
  }

  public static NetworkSettings defaults() {
    return new NetworkSettings(
        DEFAULT_BRIDGE,
        null,
        null,
        null,
        AddressPools.DEFAULTS,
        DEFAULT_MTU,
        true,
        true,
        true,
        "0.0.0.0",
        null);
  }

  /// These settings with another bridge.
  public NetworkSettings withBridge(String name, @Nullable IpPrefix address) {
    return new NetworkSettings(
        name,
        address,
        fixedCidr,
        ipv6Subnet,
        pools,
        mtu,
        icc,
        ipMasquerade,
        ipForward,
        publishAddress,
        relay);
  }

  /// These settings with or without traffic between containers.
  public NetworkSettings withIcc(boolean allowed) {
    return new NetworkSettings(
        bridge,
        bridgeAddress,
        fixedCidr,
        ipv6Subnet,
        pools,
        mtu,
        allowed,
        ipMasquerade,
        ipForward,
        publishAddress,
        relay);
  }

  /// These settings with an IPv6 subnet for the default bridge.
  public NetworkSettings withIpv6Subnet(IpPrefix subnet) {
    return new NetworkSettings(
        bridge,
        bridgeAddress,
        fixedCidr,
        subnet,
        pools,
        mtu,
        icc,
        ipMasquerade,
        ipForward,
        publishAddress,
        relay);
  }

  /// These settings with a relay.
  public NetworkSettings withRelay(@Nullable Path program) {
    return new NetworkSettings(
        bridge,
        bridgeAddress,
        fixedCidr,
        ipv6Subnet,
        pools,
        mtu,
        icc,
        ipMasquerade,
        ipForward,
        publishAddress,
        program);
  }
}
