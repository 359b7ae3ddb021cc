package havre.network;

import havre.linux.netlink.Link;
import havre.linux.netlink.Rtnetlink;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Which addresses the default bridge has: those of the settings, or those it has already, or some
/// of the pools.
record DefaultBridge(Rtnetlink rtnetlink, NetworkSettings settings, SubnetChooser chooser) {

  /// @param taken the subnets of other networks
  List<IpPrefix> addresses(Collection<IpPrefix> taken) {
    var addresses = new ArrayList<IpPrefix>();
    addresses.add(ipv4(taken));
    IpPrefix ipv6 = settings.ipv6Subnet();
    if (ipv6 != null) {
      addresses.add(firstAddress(ipv6));
    }
    return addresses;
  }

  private IpPrefix ipv4(Collection<IpPrefix> taken) {
    IpPrefix configured = settings.bridgeAddress();
    if (configured != null) {
      boolean isSubnet = configured.isIpv4() && configured.network().equals(configured);
      return isSubnet ? firstAddress(configured) : configured;
    }
    Optional<Link> existing = rtnetlink.link(settings.bridge());
    return existing.stream()
        .flatMap(link ->
            rtnetlink.addresses().stream().filter(address -> address.link() == link.index()))
        .map(present -> new IpPrefix(present.address(), present.prefixLength()))
        .filter(IpPrefix::isIpv4)
        .findFirst()
        .orElseGet(() -> firstAddress(chooser.ipv4(taken)));
  }

  private static IpPrefix firstAddress(IpPrefix subnet) {
    return new IpPrefix(subnet.at(BigInteger.ONE), subnet.length());
  }
}
