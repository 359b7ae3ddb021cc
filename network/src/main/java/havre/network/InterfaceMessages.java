package havre.network;

import havre.linux.netlink.AddressMessages;
import havre.linux.netlink.LinkMessages;
import java.util.ArrayList;
import java.util.List;

/// The rtnetlink requests by which a container configures the interfaces of its own namespace.
final class InterfaceMessages {
  private static final int LOOPBACK_INDEX = 1;

  private InterfaceMessages() {}

  static byte[] loopbackUp() {
    return LinkMessages.setUp(LOOPBACK_INDEX, true);
  }

  /// Loopback up; addresses of the endpoint; its interface up; default routes.
  static List<byte[]> configuration(Endpoint endpoint) {
    int index = endpoint.interfaceIndex();
    var addresses = new ArrayList<InterfaceAddress>();
    addresses.add(endpoint.ipv4());
    endpoint.ipv6Address().ifPresent(addresses::add);

    var messages = new ArrayList<byte[]>();
    messages.add(loopbackUp());
    for (InterfaceAddress address : addresses) {
      messages.add(
          AddressMessages.add(index, IpAddresses.parse(address.address()), address.prefixLength()));
    }
    messages.add(LinkMessages.setUp(index, true));
    for (InterfaceAddress address : addresses) {
      messages.add(AddressMessages.addDefaultRoute(index, IpAddresses.parse(address.gateway())));
    }
    return List.copyOf(messages);
  }
}
