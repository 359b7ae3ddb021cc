package havre.network;

import havre.linux.LinuxException;
import havre.linux.netlink.Conntrack;
import havre.linux.netlink.Rtnetlink;
import havre.linux.nft.Nftables;

/// The netlink sockets of one network namespace.
record KernelSockets(Rtnetlink rtnetlink, Nftables nftables, Conntrack conntrack)
    implements AutoCloseable {

  /// Opens them in the namespace of the calling thread.
  static KernelSockets open() {
    Nftables nftables = Nftables.open();
    try {
      return new KernelSockets(new Rtnetlink(), nftables, Conntrack.open());
    } catch (LinuxException e) {
      nftables.close();
      throw e;
    }
  }

  @Override
  public void close() {
    rtnetlink.close();
    nftables.close();
    conntrack.close();
  }
}
