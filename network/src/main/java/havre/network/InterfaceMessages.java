package havre.network;

import havre.linux.netlink.AddressMessages;
import havre.linux.netlink.LinkMessages;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The rtnetlink requests by which a container configures the interfaces of its own namespace.
final class InterfaceMessages {
  private static final int LOOPBACK_INDEX = 1;
  private static final int LINK_LOCAL_IPV4 = 16;
  private static final int LINK_LOCAL_IPV6 = 64;

  private InterfaceMessages() {}

  static byte[] loopbackUp() {
    return LinkMessages.setUp(LOOPBACK_INDEX, true);
  }

  /// Loopback up; addresses of the endpoints; their interfaces up; default routes.
  static List<byte[]> configuration(Collection<Endpoint> endpoints) {
    var messages = new ArrayList<byte[]>();
    messages.add(loopbackUp());
    endpoints.forEach(endpoint -> messages.addAll(interfaceUp(endpoint)));
    messages.addAll(defaultRoutes(endpoints));
    return List.copyOf(messages);
  }

  /// Addresses of one endpoint and its interface up.
  static List<byte[]> interfaceUp(Endpoint endpoint) {
    int index = endpoint.interfaceIndex();
    var messages = new ArrayList<byte[]>();
    for (InterfaceAddress address : endpoint.addresses()) {
      messages.add(
          AddressMessages.add(index, IpAddresses.parse(address.address()), address.prefixLength()));
    }
    for (String text : endpoint.linkLocal()) {
      InetAddress address = IpAddresses.parse(text);
      boolean ipv4 = address.getAddress().length == 4;
      messages.add(AddressMessages.add(index, address, ipv4 ? LINK_LOCAL_IPV4 : LINK_LOCAL_IPV6));
    }
    messages.add(LinkMessages.setUp(index, true));
    return messages;
  }

  /// The way out by the endpoints that are to be it; it replaces another.
  static List<byte[]> defaultRoutes(Collection<Endpoint> endpoints) {
    var messages = new ArrayList<byte[]>();
    for (boolean ipv4 : new boolean[] {true, false}) {
      Gateways.of(endpoints, ipv4)
          .ifPresent(endpoint ->
              endpoint
                  .address(ipv4)
                  .ifPresent(address ->
                      messages.add(defaultRoute(endpoint.interfaceIndex(), ipv4, address))));
    }
    return messages;
  }

  private static byte[] defaultRoute(int index, boolean ipv4, InterfaceAddress address) {
    return address.isOnLink()
        ? AddressMessages.addDefaultLinkRoute(index, ipv4)
        : AddressMessages.addDefaultRoute(index, IpAddresses.parse(address.gateway()));
  }
}
