package havre.linux.netlink;

import java.net.InetAddress;

/// The rtnetlink requests on addresses of links and on routes.
public final class AddressMessages {
  static final int NEW_ADDRESS = 20;
  static final int DELETE_ADDRESS = 21;
  static final int GET_ADDRESS = 22;
  static final int NEW_ROUTE = 24;
  static final int DELETE_ROUTE = 25;
  static final int GET_ROUTE = 26;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_BROADCAST = 4;
  private static final int IFA_F_NODAD = 2;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int TABLE_MAIN = 254;
  private static final int PROTOCOL_BOOT = 3;
  private static final int TYPE_UNICAST = 1;
  private static final int SCOPE_LINK = 253;

  private AddressMessages() {}

  /// Gives a link an address; one that is there already is taken for a success. IPv6 addresses are
  /// usable at once (no duplicate address detection).
  public static byte[] add(int index, InetAddress address, int prefixLength) {
    byte[] bytes = address.getAddress();
    boolean ipv4 = bytes.length == 4;
    MessageBuilder message =
        MessageBuilder.of(
            NEW_ADDRESS, NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.REPLACE);
    addressHeader(message, family(bytes), prefixLength, ipv4 ? 0 : IFA_F_NODAD, index);
    message.attribute(IFA_LOCAL, bytes).attribute(IFA_ADDRESS, bytes);
    if (ipv4 && prefixLength < Integer.SIZE - 1) {
      message.attribute(IFA_BROADCAST, broadcast(bytes, prefixLength));
    }
    return message.build();
  }

  public static byte[] remove(int index, InetAddress address, int prefixLength) {
    byte[] bytes = address.getAddress();
    MessageBuilder message = MessageBuilder.of(DELETE_ADDRESS, NetlinkFlags.ACK);
    addressHeader(message, family(bytes), prefixLength, 0, index);
    return message.attribute(IFA_LOCAL, bytes).build();
  }

  /// The default route by way of a gateway.
  public static byte[] addDefaultRoute(int index, InetAddress gateway) {
    MessageBuilder message =
        MessageBuilder.of(NEW_ROUTE, NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.REPLACE);
    routeHeader(message, family(gateway.getAddress()), 0, 0);
    return message.attributeAddress(RTA_GATEWAY, gateway).attributeInt(RTA_OIF, index).build();
  }

  /// The default route of one family where all the world is on the link.
  public static byte[] addDefaultLinkRoute(int index, boolean ipv4) {
    MessageBuilder message =
        MessageBuilder.of(NEW_ROUTE, NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.REPLACE);
    routeHeader(message, ipv4 ? AF_INET : AF_INET6, 0, SCOPE_LINK);
    return message.attributeInt(RTA_OIF, index).build();
  }

  /// A route to a subnet by way of a gateway.
  public static byte[] addRoute(
      int index, InetAddress subnet, int prefixLength, InetAddress gateway) {
    MessageBuilder message =
        MessageBuilder.of(NEW_ROUTE, NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.REPLACE);
    routeHeader(message, family(gateway.getAddress()), prefixLength, 0);
    return message
        .attributeAddress(RTA_DST, subnet)
        .attributeAddress(RTA_GATEWAY, gateway)
        .attributeInt(RTA_OIF, index)
        .build();
  }

  /// A route to a subnet that lies directly on the link.
  public static byte[] addLinkRoute(int index, InetAddress subnet, int prefixLength) {
    byte[] bytes = subnet.getAddress();
    MessageBuilder message =
        MessageBuilder.of(NEW_ROUTE, NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.REPLACE);
    routeHeader(message, family(bytes), prefixLength, SCOPE_LINK);
    return message.attribute(RTA_DST, bytes).attributeInt(RTA_OIF, index).build();
  }

  static byte[] listAddresses() {
    MessageBuilder message = MessageBuilder.of(GET_ADDRESS, NetlinkFlags.DUMP);
    addressHeader(message, 0, 0, 0, 0);
    return message.build();
  }

  static byte[] listRoutes() {
    MessageBuilder message = MessageBuilder.of(GET_ROUTE, NetlinkFlags.DUMP);
    routeHeader(message, 0, 0, 0);
    return message.build();
  }

  static InterfaceAddress parseAddress(NetlinkMessage message) {
    var payload = message.payload();
    Attributes attributes = message.attributes(8);
    byte[] bytes =
        attributes.bytes(IFA_LOCAL).or(() -> attributes.bytes(IFA_ADDRESS)).orElseThrow();
    return new InterfaceAddress(payload.getInt(4), Route.address(bytes), payload.get(1) & 0xff);
  }

  /// Whether a route is one of IPv4 or IPv6; multicast routing has families of its own.
  static boolean isIp(NetlinkMessage message) {
    int family = message.payload().get(0);
    return family == AF_INET || family == AF_INET6;
  }

  static Route parseRoute(NetlinkMessage message) {
    var payload = message.payload();
    Attributes attributes = message.attributes(12);
    boolean ipv4 = payload.get(0) == AF_INET;
    byte[] destination = attributes.bytes(RTA_DST).orElse(new byte[ipv4 ? 4 : 16]);
    return new Route(
        Route.address(destination),
        payload.get(1) & 0xff,
        attributes.bytes(RTA_GATEWAY).map(Route::address).orElse(null),
        attributes.number(RTA_OIF).orElse(0),
        payload.get(4) & 0xff,
        payload.get(7) & 0xff);
  }

  /// struct ifaddrmsg: family, prefix length, flags, scope, index.
  private static void addressHeader(
      MessageBuilder message, int family, int prefixLength, int flags, int index) {
    message.putByte(family).putByte(prefixLength).putByte(flags).putByte(0).putInt(index);
  }

  /// struct rtmsg: family, destination and source lengths, TOS, table, protocol, scope, type,
  /// flags.
  private static void routeHeader(MessageBuilder message, int family, int length, int scope) {
    message.putByte(family).putByte(length).putByte(0).putByte(0);
    message.putByte(TABLE_MAIN).putByte(PROTOCOL_BOOT).putByte(scope).putByte(TYPE_UNICAST);
    message.putInt(0);
  }

  private static int family(byte[] address) {
    return address.length == 4 ? AF_INET : AF_INET6;
  }

  private static byte[] broadcast(byte[] address, int prefixLength) {
    byte[] result = address.clone();
    for (int bit = prefixLength; bit < Integer.SIZE; bit++) {
      result[bit / 8] |= (byte) (0x80 >> bit % 8);
    }
    return result;
  }
}
