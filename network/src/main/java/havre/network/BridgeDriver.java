package havre.network;

import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.netlink.AddressMessages;
import havre.linux.netlink.InterfaceAddress;
import havre.linux.netlink.Link;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.Rtnetlink;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes the default bridge as the settings want it, or adapts the one that is there. Doing it
/// twice changes nothing.
final class BridgeDriver {
  private final Rtnetlink rtnetlink;
  private final NetworkSettings settings;

  BridgeDriver(Rtnetlink rtnetlink, NetworkSettings settings) {
    this.rtnetlink = rtnetlink;
    this.settings = settings;
  }

  /// The bridge in the kernel.
  ///
  /// @param ipv4 the bridge's own address
  /// @param ipv6 the bridge's own IPv6 address, if it has one
  record Bridge(int index, String name, IpPrefix ipv4, Optional<IpPrefix> ipv6) {}

  Bridge ensure() {
    String name = settings.bridge();
    try {
      Optional<Link> existing = rtnetlink.link(name);
      IpPrefix ipv4 = ipv4(existing);
      if (existing.isEmpty()) {
        rtnetlink.send(
            "RTM_NEWLINK",
            name,
            LinkMessages.createBridge(name, settings.mtu(), MacAddresses.of(ipv4.address())));
      }
      Link link =
          rtnetlink
              .link(name)
              .orElseThrow(() -> HavreException.internal("bridge " + name + " vanished", null));
      if (!link.kind().equals("bridge")) {
        throw HavreException.invalid("interface " + name + " is not a bridge");
      }
      Optional<IpPrefix> ipv6 =
          Optional.ofNullable(settings.ipv6Subnet()).map(BridgeDriver::firstAddress);
      configure(link, ipv4, ipv6);
      return new Bridge(link.index(), name, ipv4, ipv6);
    } catch (LinuxException e) {
      throw HavreException.internal("prepare bridge " + name + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw HavreException.internal("prepare bridge " + name + ": " + e, e);
    }
  }

  /// Hardware address of a bridge is fixed at its making: else it would change with its ports.
  private void configure(Link link, IpPrefix ipv4, Optional<IpPrefix> ipv6) throws IOException {
    var messages = new ArrayList<byte[]>();
    removeOtherAddresses(link, ipv4, messages);
    messages.add(AddressMessages.add(link.index(), ipv4.address(), ipv4.length()));
    ipv6.ifPresent(address ->
        messages.add(AddressMessages.add(link.index(), address.address(), address.length())));
    if (link.mtu() != settings.mtu()) {
      messages.add(LinkMessages.setMtu(link.index(), settings.mtu()));
    }
    messages.add(LinkMessages.setUp(link.index(), true));
    Sysctls.writeIfPresent("ipv4/conf/" + link.name() + "/route_localnet", "1");
    if (ipv6.isPresent()) {
      Sysctls.writeIfPresent("ipv6/conf/" + link.name() + "/disable_ipv6", "0");
    }
    rtnetlink.send("RTM_NEWADDR", link.name(), messages);
    if (settings.ipForward()) {
      Sysctls.write("ipv4/ip_forward", "1");
      if (ipv6.isPresent()) {
        Sysctls.writeIfPresent("ipv6/conf/all/forwarding", "1");
      }
    }
  }

  /// A bridge that was made with another `--bip` loses the old address.
  private void removeOtherAddresses(Link link, IpPrefix ipv4, List<byte[]> messages) {
    for (InterfaceAddress present : addressesOf(link)) {
      IpPrefix prefix = new IpPrefix(present.address(), present.prefixLength());
      if (prefix.isIpv4() && !prefix.equals(ipv4)) {
        messages.add(AddressMessages.remove(link.index(), prefix.address(), prefix.length()));
      }
    }
  }

  private IpPrefix ipv4(Optional<Link> existing) {
    IpPrefix configured = settings.bridgeAddress();
    if (configured != null) {
      if (configured.isIpv4() && configured.network().equals(configured)) {
        return firstAddress(configured);
      }
      return configured;
    }
    return existing.stream()
        .flatMap(link -> addressesOf(link).stream())
        .map(present -> new IpPrefix(present.address(), present.prefixLength()))
        .filter(IpPrefix::isIpv4)
        .findFirst()
        .orElseGet(this::fromPools);
  }

  private IpPrefix fromPools() {
    List<IpPrefix> inUse = new ArrayList<>();
    rtnetlink.routes().stream()
        .filter(route -> route.isOrdinary())
        .map(route -> new IpPrefix(route.destination(), route.prefixLength()))
        .forEach(inUse::add);
    rtnetlink.addresses().stream()
        .map(address -> new IpPrefix(address.address(), address.prefixLength()))
        .forEach(inUse::add);
    return new AddressPools(settings.pools())
        .choose(inUse)
        .map(BridgeDriver::firstAddress)
        .orElseThrow(() ->
            HavreException.internal(
                "could not find an available, non-overlapping IPv4 address pool among the"
                    + " defaults to assign to the network",
                null));
  }

  private List<InterfaceAddress> addressesOf(Link link) {
    return rtnetlink.addresses().stream()
        .filter(address -> address.link() == link.index())
        .toList();
  }

  private static IpPrefix firstAddress(IpPrefix subnet) {
    InetAddress address = subnet.at(BigInteger.ONE);
    return new IpPrefix(address, subnet.length());
  }
}
