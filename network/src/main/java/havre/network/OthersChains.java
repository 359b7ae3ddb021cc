package havre.network;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import havre.linux.LinuxException;
import havre.linux.nft.NftBatch;
import havre.linux.nft.NftChain;
import havre.linux.nft.NftFamily;
import havre.linux.nft.NftRule;
import havre.linux.nft.Nftables;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Chains of other tables that drop what is forwarded unless a rule accepts it, such as ufw's and
/// iptables' FORWARD with policy DROP: what comes from the bridges and goes to them is accepted at
/// their ends, behind the administrator's own rules. What may go to a container is still decided by
/// the engine's own table.
///
/// @param nftables where they are
record OthersChains(Nftables nftables) {
  private static final System.Logger LOG = System.getLogger(OthersChains.class.getName());
  private static final String COMMENT = "havre: ";

  /// Makes the rules fit the bridges, wherever they don't.
  ///
  /// @param ipv4 bridges of this family
  /// @param ipv6 bridges of this one
  void open(List<String> ipv4, List<String> ipv6) {
    var both = new LinkedHashSet<>(ipv4);
    both.addAll(ipv6);
    open(NftFamily.IP, new LinkedHashSet<>(ipv4));
    open(NftFamily.IP6, new LinkedHashSet<>(ipv6));
    open(NftFamily.INET, both);
  }

  private void open(NftFamily family, Set<String> bridges) {
    for (NftChain.Found found : nftables.baseChains(family)) {
      boolean others = !found.table().name().equals(Ruleset.TABLE);
      if (others && found.hook() == NftChain.Hook.FORWARD) {
        try {
          fit(found, found.drops() ? bridges : Set.of());
        } catch (LinuxException e) {
          LOG.log(
              WARNING,
              "chain {0} of table {1} may drop what containers send: {2}",
              found.chain().name(),
              found.table().name(),
              e.getMessage());
        }
      }
    }
  }

  private void fit(NftChain.Found found, Set<String> bridges) {
    Map<String, Long> present = nftables.commented(found.table(), found.chain());
    present.keySet().removeIf(comment -> !comment.startsWith(COMMENT));
    Map<String, NftRule> wanted = rules(found, bridges);
    if (present.keySet().equals(wanted.keySet())) {
      return;
    }
    var batch = new NftBatch(found.table());
    present.forEach((comment, handle) -> {
      if (!wanted.containsKey(comment)) {
        batch.deleteRule(found.chain(), handle);
      }
    });
    wanted.forEach((comment, rule) -> {
      if (!present.containsKey(comment)) {
        batch.addRule(rule, comment);
      }
    });
    nftables.commit(batch);
    LOG.log(
        INFO,
        "chain {0} of table {1} drops what is forwarded; {2} bridges are excepted",
        found.chain().name(),
        found.table().name(),
        bridges.size());
  }

  private static Map<String, NftRule> rules(NftChain.Found found, Set<String> bridges) {
    var rules = new LinkedHashMap<String, NftRule>();
    NftFamily family = found.table().family();
    for (String bridge : bridges) {
      rules.put(
          COMMENT + "from " + bridge,
          NftRule.in(family, found.chain()).inputInterface(bridge).accept());
      rules.put(
          COMMENT + "to " + bridge,
          NftRule.in(family, found.chain()).outputInterface(bridge).accept());
    }
    return rules;
  }
}
