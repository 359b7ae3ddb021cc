package havre.network;

import havre.common.HavreException;
import java.util.Collection;
import java.util.List;

/// Which networks stand on one interface of the host.
///
/// @param network one of them
/// @param all networks, with or without it
record InterfaceUse(NetworkDefinition network, Collection<LiveNetwork> all) {

  /// @throws HavreException when the network may not share its interface with those that have it
  void requireFree() {
    boolean stacked = isStacked(network);
    for (NetworkDefinition other : others()) {
      if (!stacked && !isStacked(other)) {
        throw bridgeTaken(other);
      }
      if (stacked && isStacked(other)) {
        requireSharing(other);
      }
    }
  }

  /// Whether the interface was made for another network, so that the last of them removes it.
  boolean isOwnedByAnother() {
    return others().stream().anyMatch(NetworkDefinition::ownsInterface);
  }

  /// The other networks on the interface.
  List<NetworkDefinition> others() {
    if (network.spec().configOnly()) {
      return List.of();
    }
    String name = network.interfaceName();
    return all.stream()
        .filter(other -> other.plumbing() != null)
        .map(LiveNetwork::definition)
        .filter(other -> !other.id().equals(network.id()))
        .filter(other -> other.interfaceName().equals(name))
        .toList();
  }

  private static boolean isStacked(NetworkDefinition definition) {
    return StackedOptions.isDriver(definition.spec().driver());
  }

  private HavreException bridgeTaken(NetworkDefinition other) {
    String bridge = network.interfaceName();
    return NetworkErrors.forbidden(
        "cannot create network %s (%s): conflicts with network %s (%s): networks have same"
                .formatted(network.id(), bridge, other.id(), bridge)
            + " bridge name");
  }

  /// Of the drivers only macvlan lets networks share a parent.
  private void requireSharing(NetworkDefinition other) {
    String parent = network.interfaceName();
    if (!network.spec().driver().equals(other.spec().driver())) {
      return; // the kernel has its say when both are used
    }
    if (network.spec().driver().equals("ipvlan")) {
      throw HavreException.internal(
          "network di-%s is already using parent interface %s"
              .formatted(other.id().substring(0, 12), parent),
          null);
    }
    if (StackedOptions.of(network.spec()).isPassthru()) {
      throw HavreException.internal(
          "cannot use mode passthru, macvlan network %s is already using parent interface %s"
              .formatted(other.id(), parent),
          null);
    }
    if (StackedOptions.of(other.spec()).isPassthru()) {
      throw HavreException.internal(
          "macvlan network %s is already using parent interface %s in mode passthru"
              .formatted(other.id(), parent),
          null);
    }
  }
}
