package havre.linux.netlink;

import havre.linux.netlink.StackedLink.Ipvlan;
import havre.linux.netlink.StackedLink.Macvlan;

/// The rtnetlink requests that make links on top of others, and links for others to be on top of.
public final class StackedLinkMessages {
  private static final int CREATE = NetlinkFlags.ACK | NetlinkFlags.CREATE | NetlinkFlags.EXCL;
  private static final int LINK = 5;
  private static final int VLAN_ID = 1;
  private static final int MACVLAN_MODE = 1;
  private static final int IPVLAN_MODE = 1;
  private static final int IPVLAN_FLAGS = 2;

  private StackedLinkMessages() {}

  /// Creates the link in its namespace, down.
  public static byte[] create(StackedLink link) {
    MessageBuilder message = MessageBuilder.of(Link.NEW, CREATE);
    LinkMessages.header(message, 0, link.index(), false);
    message
        .attributeText(Link.NAME, link.name())
        .attributeInt(LINK, link.parent())
        .attributeInt(
            link.namespace() instanceof VethRequest.OfProcess ? Link.NET_NS_PID : Link.NET_NS_FD,
            link.namespace().number());
    if (link.kind() instanceof Macvlan macvlan) {
      message.attribute(Link.ADDRESS, macvlan.mac().bytes());
    }
    int info = message.begin(Link.LINKINFO);
    switch (link.kind()) {
      case Macvlan macvlan -> {
        message.attributeText(Link.INFO_KIND, "macvlan");
        int data = message.begin(Link.INFO_DATA);
        message.attributeInt(MACVLAN_MODE, macvlan.mode().number).end(data);
      }
      case Ipvlan ipvlan -> {
        message.attributeText(Link.INFO_KIND, "ipvlan");
        int data = message.begin(Link.INFO_DATA);
        message
            .attributeShort(IPVLAN_MODE, ipvlan.mode().ordinal())
            .attributeShort(IPVLAN_FLAGS, ipvlan.flag().ordinal())
            .end(data);
      }
    }
    return message.end(info).build();
  }

  /// Creates a link, up, for what one VLAN of its parent carries.
  public static byte[] createVlan(String name, int parent, int vlan) {
    MessageBuilder message = up(name);
    message.attributeInt(LINK, parent);
    int info = message.begin(Link.LINKINFO);
    message.attributeText(Link.INFO_KIND, "vlan");
    int data = message.begin(Link.INFO_DATA);
    return message.attributeShort(VLAN_ID, vlan).end(data).end(info).build();
  }

  /// Creates a link, up, that leads nowhere.
  public static byte[] createDummy(String name) {
    MessageBuilder message = up(name);
    int info = message.begin(Link.LINKINFO);
    return message.attributeText(Link.INFO_KIND, "dummy").end(info).build();
  }

  /// Creates two links, down, that lead to each other only: where the kernel has no dummies.
  public static byte[] createPair(String name, String other) {
    MessageBuilder message = named(name, false);
    int info = message.begin(Link.LINKINFO);
    message.attributeText(Link.INFO_KIND, "veth");
    int data = message.begin(Link.INFO_DATA);
    int peer = message.begin(Link.VETH_INFO_PEER);
    LinkMessages.header(message, 0, 0, false);
    return message.attributeText(Link.NAME, other).end(peer).end(data).end(info).build();
  }

  private static MessageBuilder up(String name) {
    return named(name, true);
  }

  private static MessageBuilder named(String name, boolean up) {
    MessageBuilder message = MessageBuilder.of(Link.NEW, CREATE);
    LinkMessages.header(message, 0, 0, up);
    return message.attributeText(Link.NAME, name);
  }
}
