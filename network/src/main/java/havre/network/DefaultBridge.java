package havre.network;

import havre.linux.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Which addresses the default bridge has: those of the settings, or those it has already, or some
/// of the pools.
record DefaultBridge(Rtnetlink rtnetlink, NetworkSettings settings, SubnetChooser chooser) {

  /// @param taken the subnets of other networks
  /// @throws havre.common.HavreException where the settings do not fit each other
  List<IpPrefix> addresses(Collection<IpPrefix> taken) {
    var addresses = new ArrayList<IpPrefix>();
    addresses.add(address(settings.ipv4(), true, () -> chooser.ipv4(taken)));
    BridgeSubnet ipv6 = settings.ipv6();
    if (ipv6 != null) {
      addresses.add(address(ipv6, false, SubnetChooser::uniqueLocal));
    }
    return addresses;
  }

  private IpPrefix address(BridgeSubnet subnet, boolean ipv4, Supplier<IpPrefix> chosen) {
    IpPrefix address =
        subnet.bridge().or(() -> existing(ipv4)).orElseGet(() -> BridgeSubnet.first(chosen.get()));
    subnet.requireFit(address);
    return address;
  }

  private Optional<IpPrefix> existing(boolean ipv4) {
    return rtnetlink.link(settings.bridge()).stream()
        .flatMap(link ->
            rtnetlink.addresses().stream().filter(address -> address.link() == link.index()))
        .filter(present -> !present.address().isLinkLocalAddress())
        .map(present -> new IpPrefix(present.address(), present.prefixLength()))
        .filter(present -> present.isIpv4() == ipv4)
        .findFirst();
  }
}
