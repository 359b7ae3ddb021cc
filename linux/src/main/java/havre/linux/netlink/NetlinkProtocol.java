package havre.linux.netlink;

/// The families of netlink sockets that are used here.
public enum NetlinkProtocol {
  /// Links, addresses, routes, neighbours (rtnetlink(7)).
  ROUTE(0),
  /// Nftables and connection tracking.
  NETFILTER(12);

  private final int number;

  NetlinkProtocol(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
