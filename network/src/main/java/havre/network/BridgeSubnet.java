package havre.network;

import havre.common.HavreException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the daemon's options say of one address family of the default bridge.
///
/// @param address the bridge's own with its prefix length (`--bip`, `--bip6`)
/// @param fixedCidr the part of the subnet that containers get addresses from (`--fixed-cidr`,
///   `--fixed-cidr-v6`); the whole subnet where no address is given
/// @param gateway by which containers reach other networks, if not by the bridge
///   (`--default-gateway`, `--default-gateway-v6`)
public record BridgeSubnet(
    @Nullable IpPrefix address, @Nullable IpPrefix fixedCidr, @Nullable InetAddress gateway) {

  /// Nothing is said.
  public static final BridgeSubnet ANY = new BridgeSubnet(null, null, null);

  /// A subnet whose first address is the bridge's.
  public static BridgeSubnet of(IpPrefix subnet) {
    return new BridgeSubnet(null, subnet, null);
  }

  /// The bridge's address where the options say it.
  Optional<IpPrefix> bridge() {
    if (address != null) {
      return Optional.of(address.equals(address.network()) ? first(address) : address);
    }
    return Optional.ofNullable(fixedCidr).map(range -> first(range.network()));
  }

  static IpPrefix first(IpPrefix subnet) {
    return new IpPrefix(subnet.at(BigInteger.ONE), subnet.length());
  }

  /// @param bridge the address that the bridge has
  /// @throws HavreException where the parts do not fit each other
  void requireFit(IpPrefix bridge) {
    if (fixedCidr != null && !bridge.network().contains(fixedCidr.network())) {
      throw HavreException.invalid(
          "fixed-cidr %s is not in the bridge's subnet %s".formatted(fixedCidr, bridge.network()));
    }
    if (gateway != null && !bridge.network().contains(gateway)) {
      throw HavreException.invalid(
          "default gateway %s must be part of bridge subnet %s"
              .formatted(IpAddresses.format(gateway), bridge.network()));
    }
  }
}
