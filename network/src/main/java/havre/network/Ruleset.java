package havre.network;

import havre.linux.nft.NftBatch;
import havre.linux.nft.NftChain;
import havre.linux.nft.NftChain.Hook;
import havre.linux.nft.NftChain.Type;
import havre.linux.nft.NftElement;
import havre.linux.nft.NftFamily;
import havre.linux.nft.NftRule;
import havre.linux.nft.NftSet;
import havre.linux.nft.NftTable;
import havre.linux.nft.NftType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The firewall's table for one address family: its chains, rules and maps.
///
/// Published ports are two maps, of ports on one address of the host and of ports on all of them;
/// the rules never change with them. Bridges are in sets ([BridgeSets]), so that a packet meets as
/// few rules among a hundred bridges as with one; only the first packet of a connection that is
/// translated meets a rule of each. A connection whose destination a map changed is the only one
/// that may be opened to a container from outside its bridge.
///
/// IPv6's loopback is never redirected: the kernel drops what comes back for it from another
/// interface, and has no setting like IPv4's route_localnet.
///
/// The chain `user` is the administrator's, like Docker's DOCKER-USER: it is the first that
/// forwarded packets meet, and its rules are left alone for as long as the table exists.
final class Ruleset {
  static final String TABLE = "havre";

  private static final int PRIORITY_RAW = -300;
  private static final int PRIORITY_DESTINATION_NAT = -100;
  private static final int PRIORITY_FILTER = 0;
  private static final int PRIORITY_SOURCE_NAT = 100;
  private static final int PROTOCOL_ICMP = 1;
  private static final int PROTOCOL_ICMPV6 = 58;
  private static final int ICMP_REDIRECT = 5;
  private static final int ICMPV6_REDIRECT = 137;

  private static final NftChain USER = NftChain.regular("user");
  private static final NftChain GUARD =
      NftChain.base("guard", Type.FILTER, Hook.PREROUTING, PRIORITY_RAW);
  private static final NftChain PREROUTING =
      NftChain.base("prerouting", Type.NAT, Hook.PREROUTING, PRIORITY_DESTINATION_NAT);
  private static final NftChain OUTPUT =
      NftChain.base("output", Type.NAT, Hook.OUTPUT, PRIORITY_DESTINATION_NAT);
  private static final NftChain POSTROUTING =
      NftChain.base("postrouting", Type.NAT, Hook.POSTROUTING, PRIORITY_SOURCE_NAT);
  private static final NftChain FORWARD =
      NftChain.base("forward", Type.FILTER, Hook.FORWARD, PRIORITY_FILTER);
  private static final NftChain REDIRECTS =
      NftChain.base("redirects", Type.FILTER, Hook.OUTPUT, PRIORITY_FILTER);
  private static final List<NftChain> OWN =
      List.of(GUARD, PREROUTING, OUTPUT, POSTROUTING, FORWARD, REDIRECTS);

  private final NftFamily family;
  private final NftTable table;
  private final NftSet published;
  private final NftSet publishedAnywhere;
  private final NftSet opened;
  private final IpPrefix loopback;
  private final List<BridgeRules> bridges;

  Ruleset(NftFamily family, List<BridgeRules> bridges) {
    this.family = family;
    this.bridges = List.copyOf(bridges);
    this.table = new NftTable(family, TABLE);
    NftType address = family == NftFamily.IP ? NftType.IPV4_ADDRESS : NftType.IPV6_ADDRESS;
    List<NftType> target = List.of(address, NftType.PORT);
    this.published =
        new NftSet("published", List.of(NftType.PROTOCOL, address, NftType.PORT), target);
    this.publishedAnywhere =
        new NftSet("published_anywhere", List.of(NftType.PROTOCOL, NftType.PORT), target);
    this.opened = NftSet.set("opened", NftType.PROTOCOL, address, NftType.PORT);
    this.loopback = IpPrefix.parse(family == NftFamily.IP ? "127.0.0.0/8" : "::1/128");
  }

  NftTable table() {
    return table;
  }

  NftFamily family() {
    return family;
  }

  List<NftSet> maps() {
    return List.of(published, publishedAnywhere, opened);
  }

  /// The map or set in which a published port belongs.
  NftSet mapOf(PublishedPort port) {
    if (port.isRouted()) {
      return opened;
    }
    return PortAllocator.isAny(port.hostIp()) ? publishedAnywhere : published;
  }

  /// The set of what is open at the containers' own addresses.
  NftSet opened() {
    return opened;
  }

  /// The element that opens a container's own port.
  static NftElement opening(PublishedPort port, String containerAddress) {
    return NftElement.of(
        NftElement.concatenate(
            NftElement.protocol(port.protocol().number()),
            IpAddresses.parse(containerAddress).getAddress(),
            NftElement.port(port.containerPort())));
  }

  /// The map's element that sends a published port to a container's address.
  NftElement element(PublishedPort port, String containerAddress) {
    byte[] protocol = NftElement.protocol(port.protocol().number());
    if (port.isRouted()) {
      return opening(port, containerAddress);
    }
    byte[] hostPort = NftElement.port(port.hostPort());
    byte[] key =
        PortAllocator.isAny(port.hostIp())
            ? NftElement.concatenate(protocol, hostPort)
            : NftElement.concatenate(
                protocol, IpAddresses.parse(port.hostIp()).getAddress(), hostPort);
    return new NftElement(
        key,
        NftElement.concatenate(
            IpAddresses.parse(containerAddress).getAddress(),
            NftElement.port(port.containerPort())));
  }

  /// Adds everything but the maps' elements to a batch: what is missing is made, the rules of all
  /// chains but the administrator's are replaced.
  void install(NftBatch batch) {
    batch.addTable().addChain(USER);
    OWN.forEach(batch::addChain);
    maps().forEach(batch::addSet);
    Map<NftSet, List<NftElement>> sets = bridgeSets();
    sets.keySet().forEach(batch::addSet);
    OWN.forEach(batch::flush);
    rules().forEach(batch::addRule);
    sets.keySet().forEach(batch::flush);
    sets.forEach(batch::addElements);
  }

  List<String> bridgeNames() {
    return bridges.stream().map(BridgeRules::name).toList();
  }

  /// The sets of bridges as they are to be.
  Map<NftSet, List<NftElement>> bridgeSets() {
    return BridgeSets.of(bridges);
  }

  /// How many rules each chain has when nobody touched them.
  Map<String, Integer> ruleCounts() {
    return rules().stream()
        .collect(Collectors.groupingBy(NftRule::chain, Collectors.summingInt(_ -> 1)));
  }

  static boolean isUserChain(String name) {
    return name.equals(USER.name());
  }

  private List<NftRule> rules() {
    var rules = new ArrayList<NftRule>();
    rules.add(in(PREROUTING).destination(loopback.address(), loopback.length()).leave());
    rules.add(in(PREROUTING).destinationNatByAddress(published));
    rules.add(in(PREROUTING).destinationIsLocal().destinationNatByPort(publishedAnywhere));
    if (family == NftFamily.IP6) {
      rules.add(in(OUTPUT).destination(loopback.address(), loopback.length()).leave());
    }
    rules.add(in(OUTPUT).destinationNatByAddress(published));
    rules.add(in(OUTPUT).destinationIsLocal().destinationNatByPort(publishedAnywhere));
    guard(rules);
    forward(rules);
    rules.add(
        in(REDIRECTS)
            .outputInterfaceIn(BridgeSets.ALL)
            .transportProtocol(family == NftFamily.IP ? PROTOCOL_ICMP : PROTOCOL_ICMPV6)
            .icmpType(family == NftFamily.IP ? ICMP_REDIRECT : ICMPV6_REDIRECT)
            .drop());
    rules.add(
        in(POSTROUTING)
            .outputInterfaceIn(BridgeSets.ALL)
            .source(loopback.address(), loopback.length())
            .masquerade());
    bridges.forEach(bridge -> sourceNat(bridge, rules));
    return rules;
  }

  /// A bridge may route loopback addresses, for published ports on loopback; containers must
  /// neither reach the host's loopback nor pretend to be it (CVE-2020-8558).
  private void guard(List<NftRule> rules) {
    rules.add(
        in(GUARD)
            .inputInterfaceIn(BridgeSets.ALL)
            .destination(loopback.address(), loopback.length())
            .drop());
    rules.add(
        in(GUARD)
            .inputInterfaceIn(BridgeSets.ALL)
            .source(loopback.address(), loopback.length())
            .drop());
  }

  /// Nothing crosses the border of an internal network, not even what other rules would let
  /// through. To a container: what belongs to known connections, what goes to published ports, what
  /// other containers of the bridge send if they may. An open bridge is so to other machines, not
  /// to containers of other networks; what a routed bridge has opened is so to both. From a
  /// container everything.
  private void forward(List<NftRule> rules) {
    rules.add(in(FORWARD).jump(USER));
    rules.add(
        in(FORWARD)
            .inputInterfaceIn(BridgeSets.INTERNAL)
            .interfacesNotIn(BridgeSets.WITHIN)
            .drop());
    rules.add(
        in(FORWARD)
            .outputInterfaceIn(BridgeSets.INTERNAL)
            .interfacesNotIn(BridgeSets.WITHIN)
            .drop());
    rules.add(in(FORWARD).outputInterfaceIn(BridgeSets.ALL).establishedOrRelated().accept());
    rules.add(in(FORWARD).outputInterfaceIn(BridgeSets.ALL).destinationWasTranslated().accept());
    rules.add(in(FORWARD).interfacesIn(BridgeSets.TALKING).accept());
    rules.add(in(FORWARD).interfacesIn(BridgeSets.TRUSTED).destinationIn(opened).accept());
    rules.add(in(FORWARD).outputInterfaceIn(BridgeSets.ROUTED).destinationIn(opened).accept());
    rules.add(
        in(FORWARD)
            .outputInterfaceIn(BridgeSets.ROUTED)
            .transportProtocol(family == NftFamily.IP ? PROTOCOL_ICMP : PROTOCOL_ICMPV6)
            .accept());
    rules.add(
        in(FORWARD).inputInterfaceIn(BridgeSets.ALL).outputInterfaceIn(BridgeSets.OPEN).drop());
    rules.add(in(FORWARD).outputInterfaceIn(BridgeSets.OPEN).accept());
    rules.add(in(FORWARD).outputInterfaceIn(BridgeSets.ALL).drop());
  }

  /// Addresses that the container could not answer to by way of the host are replaced by the
  /// bridge's: loopback, and other containers of the same bridge. What leaves the bridge bears the
  /// host's address. All others keep theirs.
  private void sourceNat(BridgeRules bridge, List<NftRule> rules) {
    for (IpPrefix subnet : bridge.subnets()) {
      rules.add(
          in(POSTROUTING)
              .outputInterface(bridge.name())
              .source(subnet.address(), subnet.length())
              .destinationWasTranslated()
              .masquerade());
      if (bridge.ipMasquerade() && !bridge.internal()) {
        NftRule.Builder leaving =
            in(POSTROUTING)
                .source(subnet.address(), subnet.length())
                .outputInterfaceNot(bridge.name());
        InetAddress address = bridge.sourceAddress();
        rules.add(address == null ? leaving.masquerade() : leaving.sourceNat(address));
      }
    }
  }

  private NftRule.Builder in(NftChain chain) {
    return NftRule.in(family, chain);
  }
}
