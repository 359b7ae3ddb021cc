package havre.network;

import havre.linux.netlink.Rtnetlink;
import havre.linux.nft.NftFamily;
import havre.linux.nft.NftSet;
import havre.linux.nft.NftTable;
import havre.linux.nft.NftType;
import havre.linux.nft.Nftables;

/// What the engine has in the kernel of a lab's host.
///
/// @param rules of its IPv4 table
/// @param elements of that table's maps
/// @param interfaces the host's ends of veth pairs
record LabState(int rules, int elements, int interfaces) {
  private static final NftTable TABLE = new NftTable(NftFamily.IP, Ruleset.TABLE);

  static LabState of(NetworkLab lab) {
    return lab.host.call(() -> {
      try (var nftables = Nftables.open();
          var rtnetlink = new Rtnetlink()) {
        int rules = nftables.ruleCounts(TABLE).values().stream().mapToInt(n -> n).sum();
        int elements =
            nftables.elements(TABLE, map("published")).size()
                + nftables.elements(TABLE, map("published_anywhere")).size();
        int interfaces =
            (int)
                rtnetlink.links().stream().filter(link -> link.name().startsWith("vethh")).count();
        return new LabState(rules, elements, interfaces);
      }
    });
  }

  private static NftSet map(String name) {
    return NftSet.set(name, NftType.PROTOCOL);
  }
}
