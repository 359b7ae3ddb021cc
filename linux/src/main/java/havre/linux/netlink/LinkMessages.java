package havre.linux.netlink;

/// The rtnetlink requests on links. A message built here can be sent at once or kept for another
/// process to send in its own namespace.
public final class LinkMessages {
  private static final int CREATE = NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.EXCL;

  private LinkMessages() {}

  /// Creates a bridge that is up.
  public static byte[] createBridge(String name, int mtu, MacAddress mac) {
    MessageBuilder message = start(Link.NEW, CREATE, 0, true);
    message
        .attributeText(Link.NAME, name)
        .attributeInt(Link.MTU, mtu)
        .attribute(Link.ADDRESS, mac.bytes());
    int info = message.begin(Link.LINKINFO);
    message.attributeText(Link.INFO_KIND, "bridge");
    return message.end(info).build();
  }

  /// Creates a veth pair: the host's end up and in its bridge, the other end in the namespace of a
  /// process, down, with its name and hardware address. One request does it all.
  public static byte[] createVeth(VethRequest veth) {
    MessageBuilder message = start(Link.NEW, CREATE, veth.index(), true);
    message
        .attributeText(Link.NAME, veth.name())
        .attributeInt(Link.MTU, veth.mtu())
        .attributeInt(Link.MASTER, veth.master());
    int info = message.begin(Link.LINKINFO);
    message.attributeText(Link.INFO_KIND, "veth");
    int data = message.begin(Link.INFO_DATA);
    int peer = message.begin(Link.VETH_INFO_PEER);
    header(message, 0, veth.peerIndex(), false);
    message
        .attributeText(Link.NAME, veth.peerName())
        .attributeInt(Link.MTU, veth.mtu())
        .attribute(Link.ADDRESS, veth.peerMac().bytes())
        .attributeInt(
            veth.namespace() instanceof VethRequest.OfProcess ? Link.NET_NS_PID : Link.NET_NS_FD,
            veth.namespace().number());
    return message.end(peer).end(data).end(info).build();
  }

  /// Sets how a port of a bridge behaves.
  ///
  /// @param hairpin whether frames may go out by the port they came in by
  /// @param isolated whether it is kept from talking to other isolated ports
  public static byte[] setPort(int index, boolean hairpin, boolean isolated) {
    MessageBuilder message = start(Link.NEW, NetlinkFlags.ACK, index, false);
    int info = message.begin(Link.LINKINFO);
    message.attributeText(Link.INFO_SLAVE_KIND, "bridge");
    int data = message.begin(Link.INFO_SLAVE_DATA);
    message
        .attributeByte(Link.BRIDGE_PORT_HAIRPIN, hairpin ? 1 : 0)
        .attributeByte(Link.BRIDGE_PORT_ISOLATED, isolated ? 1 : 0);
    return message.end(data).end(info).build();
  }

  /// Sets a link up or down, found by its index.
  public static byte[] setUp(int index, boolean up) {
    MessageBuilder message = MessageBuilder.of(Link.NEW, NetlinkFlags.ACK);
    header(message, 0, index, Link.FLAG_UP, up ? Link.FLAG_UP : 0);
    return message.build();
  }

  public static byte[] setMtu(int index, int mtu) {
    return start(Link.NEW, NetlinkFlags.ACK, index, false).attributeInt(Link.MTU, mtu).build();
  }

  public static byte[] setMaster(int index, int master) {
    return start(Link.NEW, NetlinkFlags.ACK, index, false)
        .attributeInt(Link.MASTER, master)
        .build();
  }

  public static byte[] setAddress(int index, MacAddress mac) {
    return start(Link.NEW, NetlinkFlags.ACK, index, false)
        .attribute(Link.ADDRESS, mac.bytes())
        .build();
  }

  public static byte[] setName(int index, String name) {
    return start(Link.NEW, NetlinkFlags.ACK, index, false).attributeText(Link.NAME, name).build();
  }

  /// Moves a link into the namespace of a process, under another name and number.
  public static byte[] move(int index, String name, int newIndex, int pid) {
    return start(Link.NEW, NetlinkFlags.ACK, index, false)
        .attributeText(Link.NAME, name)
        .attributeInt(Link.NET_NS_PID, pid)
        .attributeInt(Link.NEW_INDEX, newIndex)
        .build();
  }

  public static byte[] delete(int index) {
    return start(Link.DELETE, NetlinkFlags.ACK, index, false).build();
  }

  static byte[] list() {
    return start(Link.GET, NetlinkFlags.DUMP, 0, false).build();
  }

  static byte[] find(String name) {
    return start(Link.GET, NetlinkFlags.ACK, 0, false).attributeText(Link.NAME, name).build();
  }

  private static MessageBuilder start(int type, int flags, int index, boolean up) {
    MessageBuilder message = MessageBuilder.of(type, flags);
    header(message, 0, index, up);
    return message;
  }

  static void header(MessageBuilder message, int family, int index, boolean up) {
    header(message, family, index, up ? Link.FLAG_UP : 0, up ? Link.FLAG_UP : 0);
  }

  /// struct ifinfomsg: family, padding, type, index, flags, which flags change.
  private static void header(MessageBuilder message, int family, int index, int change, int flags) {
    message.putByte(family).putByte(0).putShort(0).putInt(index).putInt(flags).putInt(change);
  }
}
