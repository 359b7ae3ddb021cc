package havre.network;

import havre.linux.LinuxException;
import havre.linux.netlink.Conntrack;
import havre.linux.netlink.Rtnetlink;
import havre.linux.nft.NftWatch;
import havre.linux.nft.Nftables;

/// The netlink sockets of one network namespace.
record KernelSockets(Rtnetlink rtnetlink, Nftables nftables, Conntrack conntrack, NftWatch watch)
    implements AutoCloseable {

  /// Opens them in the namespace of the calling thread.
  static KernelSockets open() {
    Nftables nftables = Nftables.open();
    try {
      Conntrack conntrack = Conntrack.open();
      try {
        return new KernelSockets(
            new Rtnetlink(), nftables, conntrack, NftWatch.open(Ruleset.TABLE));
      } catch (LinuxException e) {
        conntrack.close();
        throw e;
      }
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
    watch.close();
  }
}
