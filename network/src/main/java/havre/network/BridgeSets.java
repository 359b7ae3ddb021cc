package havre.network;

import havre.linux.nft.NftElement;
import havre.linux.nft.NftSet;
import havre.linux.nft.NftType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The firewall's sets of bridges, and of pairs of interfaces that a packet comes and goes by.
final class BridgeSets {
  static final NftSet ALL = names("bridges");

  /// Those that nothing may leave or enter.
  static final NftSet INTERNAL = names("internal");

  /// Those whose containers other machines may reach at any port.
  static final NftSet OPEN = names("open");

  /// Those whose published ports are reached by the containers' own addresses.
  static final NftSet ROUTED = names("routed");

  /// Each bridge with itself: what stays in it.
  static final NftSet WITHIN = pairs("within");

  /// Each bridge with itself whose containers may talk to each other.
  static final NftSet TALKING = pairs("talking");

  /// Each bridge behind those interfaces from which its published ports are reached by the
  /// containers' own addresses.
  static final NftSet TRUSTED = pairs("trusted");

  private BridgeSets() {}

  private static NftSet names(String name) {
    return NftSet.set(name, NftType.INTERFACE_NAME);
  }

  private static NftSet pairs(String name) {
    return NftSet.set(name, NftType.INTERFACE_NAME, NftType.INTERFACE_NAME);
  }

  /// Which bridges are in which set.
  static Map<NftSet, List<NftElement>> of(List<BridgeRules> bridges) {
    var sets = new LinkedHashMap<NftSet, List<NftElement>>();
    sets.put(ALL, elements(bridges, _ -> true, false));
    sets.put(INTERNAL, elements(bridges, BridgeRules::internal, false));
    sets.put(OPEN, elements(bridges, BridgeRules::open, false));
    sets.put(ROUTED, elements(bridges, BridgeRules::routed, false));
    sets.put(WITHIN, elements(bridges, _ -> true, true));
    sets.put(TALKING, elements(bridges, BridgeRules::icc, true));
    sets.put(TRUSTED, bridges.stream().flatMap(BridgeSets::trusted).toList());
    return sets;
  }

  private static Stream<NftElement> trusted(BridgeRules bridge) {
    byte[] to = NftElement.interfaceName(bridge.name());
    return bridge.trusted().stream()
        .distinct()
        .map(from -> NftElement.of(NftElement.concatenate(NftElement.interfaceName(from), to)));
  }

  private static List<NftElement> elements(
      List<BridgeRules> bridges, Predicate<BridgeRules> wanted, boolean pair) {
    return bridges.stream()
        .filter(wanted)
        .map(bridge -> NftElement.interfaceName(bridge.name()))
        .map(name -> NftElement.of(pair ? NftElement.concatenate(name, name) : name))
        .toList();
  }
}
