package havre.linux.netlink;

/// A network interface.
///
/// @param master index of the bridge it belongs to, 0 for none
/// @param kind `bridge`, `veth` …, empty for real devices
/// @param up whether it is administratively up
public record Link(
    int index, String name, String kind, int master, int mtu, boolean up, String mac) {

  static final int HEADER_SIZE = 16;
  static final int NEW = 16;
  static final int DELETE = 17;
  static final int GET = 18;
  static final int SET = 19;
  static final int FLAG_UP = 1;

  static final int ADDRESS = 1;
  static final int NAME = 3;
  static final int MTU = 4;
  static final int MASTER = 10;
  static final int LINKINFO = 18;
  static final int NET_NS_PID = 19;
  static final int NET_NS_FD = 28;
  static final int NEW_INDEX = 49;
  static final int INFO_KIND = 1;
  static final int INFO_DATA = 2;
  static final int INFO_SLAVE_DATA = 5;
  static final int INFO_SLAVE_KIND = 4;
  static final int VETH_INFO_PEER = 1;
  static final int BRIDGE_PORT_HAIRPIN = 4;
  static final int BRIDGE_PORT_ISOLATED = 33;

  /// Whether an event tells that a bridge, or what stands in for one, has gone.
  public static boolean isLostBridge(NetlinkMessage message) {
    if (message.type() != DELETE || message.payload().get(0) != 0) {
      return false; // a port that leaves a bridge is told in the same way, of another family
    }
    String kind = parse(message).kind();
    return kind.equals("bridge") || kind.equals("dummy");
  }

  static Link parse(NetlinkMessage message) {
    var payload = message.payload();
    Attributes attributes = message.attributes(HEADER_SIZE);
    return new Link(
        payload.getInt(4),
        attributes.text(NAME).orElse(""),
        attributes.nested(LINKINFO).flatMap(info -> info.text(INFO_KIND)).orElse(""),
        attributes.number(MASTER).orElse(0),
        attributes.number(MTU).orElse(0),
        (payload.getInt(8) & FLAG_UP) != 0,
        attributes
            .bytes(ADDRESS)
            .filter(bytes -> bytes.length == 6)
            .map(bytes -> MacAddress.of(bytes).text())
            .orElse(""));
  }
}
