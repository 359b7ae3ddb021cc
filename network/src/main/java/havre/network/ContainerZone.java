package havre.network;

import havre.network.dns.Zone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// The names that one container knows: those of the containers in its networks, and of its links.
final class ContainerZone implements Zone {
  private static final int DNS_PORT = 53;

  private final NetworkDirectory directory;
  private volatile View view;

  private record View(List<Endpoint> endpoints, NameLookup names) {}

  ContainerZone(NetworkDirectory directory, List<Endpoint> endpoints, NameLookup names) {
    this.directory = directory;
    this.view = new View(List.copyOf(endpoints), names);
  }

  void become(List<Endpoint> endpoints, NameLookup names) {
    view = new View(List.copyOf(endpoints), names);
  }

  /// @return whether the container is still in a network
  boolean leave(Endpoint endpoint) {
    View before = view;
    List<Endpoint> left =
        before.endpoints().stream().filter(one -> !one.id().equals(endpoint.id())).toList();
    view = new View(left, before.names());
    return !left.isEmpty();
  }

  /// The first of its networks that knows a name answers, by all addresses, in any order.
  @Override
  public Optional<List<InetAddress>> addresses(String name) {
    View now = view;
    for (LiveNetwork network : networks(now)) {
      List<InetAddress> found = in(network, name, now.names());
      if (!found.isEmpty()) {
        Collections.shuffle(found, ThreadLocalRandom.current());
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static List<InetAddress> in(LiveNetwork network, String name, NameLookup names) {
    String suffix = "." + network.definition().name();
    String bare =
        name.regionMatches(true, name.length() - suffix.length(), suffix, 0, suffix.length())
            ? name.substring(0, name.length() - suffix.length())
            : name;
    String linked = linked(names, network.definition().name(), bare);
    var found = new LinkedHashSet<>(network.called(bare));
    found.addAll(network.called(name));
    if (!linked.isEmpty()) {
      network.endpoints().values().stream()
          .filter(endpoint -> isCalled(endpoint, linked))
          .flatMap(endpoint -> endpoint.addresses().stream())
          .forEach(address -> found.add(IpAddresses.parse(address.address())));
    }
    return new ArrayList<>(found);
  }

  private static boolean isCalled(Endpoint endpoint, String container) {
    return endpoint.containerName().equals(container)
        || endpoint.containerId().startsWith(container)
        || endpoint.dnsNames().contains(container);
  }

  private static String linked(NameLookup names, String network, String name) {
    return names.links().getOrDefault(network, Map.of()).entrySet().stream()
        .filter(link -> link.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }

  @Override
  public List<String> names(InetAddress address) {
    String text = IpAddresses.format(address);
    for (LiveNetwork network : networks(view)) {
      for (Endpoint endpoint : network.endpoints().values()) {
        boolean has = endpoint.addresses().stream().anyMatch(a -> a.address().equals(text));
        if (has) {
          return List.of(endpoint.containerName() + "." + network.definition().name());
        }
      }
    }
    return List.of();
  }

  /// Nobody, when none of the container's networks has a way out.
  @Override
  public List<InetSocketAddress> upstream() {
    View now = view;
    if (Gateways.wayOut(now.endpoints()).isEmpty()) {
      return List.of();
    }
    return now.names().servers().stream()
        .filter(IpAddresses::isAddress)
        .map(server -> new InetSocketAddress(IpAddresses.parse(server), DNS_PORT))
        .toList();
  }

  private List<LiveNetwork> networks(View now) {
    return now.endpoints().stream()
        .map(endpoint -> directory.byId(endpoint.networkId()))
        .flatMap(Optional::stream)
        .filter(network -> !NetworkInfo.isPredefined(network.definition().name()))
        .toList();
  }
}
