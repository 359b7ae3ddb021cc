package havre.network;

import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.LinuxException;
import havre.linux.netlink.AddressMessages;
import havre.linux.netlink.InterfaceAddress;
import havre.linux.netlink.Link;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.Rtnetlink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Makes bridges as they are wanted, or adapts those that are there. Doing it twice changes
/// nothing.
final class BridgeDriver {
  private final Rtnetlink rtnetlink;
  private final boolean ipForward;

  /// @param ipForward whether to switch on forwarding
  BridgeDriver(Rtnetlink rtnetlink, boolean ipForward) {
    this.rtnetlink = rtnetlink;
    this.ipForward = ipForward;
  }

  /// A bridge as it is wanted.
  ///
  /// @param addresses the bridge's own, of both families
  record Wish(String name, List<IpPrefix> addresses, int mtu) {
    boolean hasIpv6() {
      return addresses.stream().anyMatch(address -> !address.isIpv4());
    }
  }

  /// @return the bridge's index
  int ensure(Wish wish) {
    String name = wish.name();
    try {
      if (rtnetlink.link(name).isEmpty()) {
        rtnetlink.send(
            "RTM_NEWLINK",
            name,
            LinkMessages.createBridge(name, wish.mtu(), MacAddresses.ofBridge(wish.addresses())));
      }
      Link link =
          rtnetlink
              .link(name)
              .orElseThrow(() -> HavreException.internal("bridge " + name + " vanished", null));
      if (!link.kind().equals("bridge")) {
        throw HavreException.invalid("interface " + name + " is not a bridge");
      }
      configure(link, wish);
      return link.index();
    } catch (LinuxException e) {
      throw HavreException.internal("prepare bridge " + name + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw HavreException.internal("prepare bridge " + name + ": " + e, e);
    }
  }

  /// Whether the host has an interface of this name.
  boolean exists(String name) {
    return rtnetlink.link(name).isPresent();
  }

  /// Removes an interface; one that is gone already is no error.
  void remove(String name) {
    rtnetlink.link(name).ifPresent(this::remove);
  }

  /// As [#remove(String)]: a link may go by itself at any moment, with the namespace of its other
  /// end.
  void remove(Link link) {
    try {
      rtnetlink.send("RTM_DELLINK", link.name(), LinkMessages.delete(link.index()));
    } catch (LinuxException e) {
      if (!e.is(Errno.ENODEV)) {
        throw HavreException.internal("remove interface " + link.name() + ": " + e.getMessage(), e);
      }
    }
  }

  /// Hardware address of a bridge is fixed at its making: else it would change with its ports.
  private void configure(Link link, Wish wish) throws IOException {
    var messages = new ArrayList<byte[]>();
    removeOtherAddresses(link, wish, messages);
    for (IpPrefix address : wish.addresses()) {
      messages.add(AddressMessages.add(link.index(), address.address(), address.length()));
    }
    if (link.mtu() != wish.mtu()) {
      messages.add(LinkMessages.setMtu(link.index(), wish.mtu()));
    }
    messages.add(LinkMessages.setUp(link.index(), true));
    Sysctls.writeIfPresent("ipv4/conf/" + link.name() + "/route_localnet", "1");
    if (wish.hasIpv6()) {
      Sysctls.writeIfPresent("ipv6/conf/" + link.name() + "/disable_ipv6", "0");
    }
    rtnetlink.send("RTM_NEWADDR", link.name(), messages);
    if (ipForward) {
      Sysctls.write("ipv4/ip_forward", "1");
      if (wish.hasIpv6()) {
        Sysctls.writeIfPresent("ipv6/conf/all/forwarding", "1");
      }
    }
  }

  /// A bridge that was made with another `--bip` loses the old address.
  private void removeOtherAddresses(Link link, Wish wish, List<byte[]> messages) {
    for (InterfaceAddress present : rtnetlink.addresses()) {
      IpPrefix prefix = new IpPrefix(present.address(), present.prefixLength());
      if (present.link() == link.index() && prefix.isIpv4() && !wish.addresses().contains(prefix)) {
        messages.add(AddressMessages.remove(link.index(), prefix.address(), prefix.length()));
      }
    }
  }
}
