package havre.network;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// All networks, and how they are found. Any number of threads may use it.
final class NetworkDirectory {
  private final Map<String, LiveNetwork> byId = new ConcurrentHashMap<>();

  void put(LiveNetwork network) {
    byId.put(network.definition().id(), network);
  }

  void remove(String id) {
    byId.remove(id);
  }

  Collection<LiveNetwork> all() {
    return byId.values();
  }

  Optional<LiveNetwork> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /// By full id, then by name, then by a beginning of an id that only one has.
  Optional<LiveNetwork> find(String text) {
    LiveNetwork exact = byId.get(text);
    if (exact != null || text.isEmpty()) {
      return Optional.ofNullable(exact);
    }
    List<LiveNetwork> named = matching(network -> network.name().equals(text));
    if (named.size() > 1) {
      throw NetworkErrors.ambiguousName(text, named.size());
    }
    if (!named.isEmpty()) {
      return Optional.of(named.getFirst());
    }
    List<LiveNetwork> beginning = matching(network -> network.id().startsWith(text));
    if (beginning.size() > 1) {
      throw NetworkErrors.ambiguousId(text, beginning.size());
    }
    return beginning.stream().findFirst();
  }

  private List<LiveNetwork> matching(Predicate<NetworkDefinition> wanted) {
    return byId.values().stream().filter(network -> wanted.test(network.definition())).toList();
  }

  /// The subnets that networks have.
  List<IpPrefix> subnets() {
    return byId.values().stream()
        .map(LiveNetwork::definition)
        .filter(network -> !network.spec().configOnly())
        .filter(network -> NetworkPlugins.isOwnIpam(network.spec()))
        .flatMap(network -> network.spec().ipam().subnets().stream())
        .map(Subnet::prefix)
        .toList();
  }
}
