package havre.network;

import static java.lang.System.Logger.Level.ERROR;

import havre.common.HavreException;
import havre.common.RandomIds;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// The networks that users make: created and removed one after the other, and kept over restarts.
final class UserNetworks {
  private static final System.Logger LOG = System.getLogger(UserNetworks.class.getName());

  private final NetworkRecords records;
  private final NetworkDirectory directory;
  private final NetworkFactory factory;
  private final SubnetChooser chooser;
  private final Runnable firewall;

  /// Held while a network comes or goes, and while an endpoint enters one.
  private final ReentrantLock changes = new ReentrantLock();

  /// @param firewall makes the firewall fit the networks of the directory
  UserNetworks(
      NetworkRecords records,
      NetworkDirectory directory,
      NetworkFactory factory,
      SubnetChooser chooser,
      Runnable firewall) {
    this.records = records;
    this.directory = directory;
    this.factory = factory;
    this.chooser = chooser;
    this.firewall = firewall;
  }

  static List<IpPrefix> subnets(Collection<NetworkDefinition> networks) {
    return networks.stream()
        .filter(network -> !network.spec().configOnly())
        .flatMap(network -> network.spec().ipam().subnets().stream())
        .map(Subnet::prefix)
        .toList();
  }

  /// Makes the stored networks live; one that the kernel refuses stops none of the others.
  void restore(List<NetworkDefinition> stored) {
    for (NetworkDefinition network : stored) {
      try {
        directory.put(factory.live(network));
      } catch (HavreException e) {
        LOG.log(ERROR, "network=" + network.name() + ": " + e.getMessage());
        directory.put(LiveNetwork.bare(network));
      }
    }
  }

  NetworkInfo create(NetworkSpec asked) {
    NetworkRules.check(asked);
    if (asked.configOnly() && !asked.configFrom().isEmpty()) {
      throw NetworkErrors.forbidden(
          "a configuration network cannot depend on another configuration network");
    }
    changes.lock();
    try {
      if (directory.all().stream().anyMatch(n -> n.definition().name().equals(asked.name()))) {
        throw NetworkErrors.exists(asked.name());
      }
      NetworkSpec spec = asked.configFrom().isEmpty() ? asked : configured(asked);
      if (!spec.configOnly()) {
        spec = chooser.complete(spec, directory.subnets());
      }
      return create(RandomIds.next(), spec);
    } finally {
      changes.unlock();
    }
  }

  private NetworkInfo create(String id, NetworkSpec spec) {
    var draft = new NetworkDefinition(id, Instant.now(), spec, false);
    InterfaceUse use = new InterfaceUse(draft, directory.all());
    use.requireFree();
    boolean owns =
        !spec.configOnly()
            && (use.isOwnedByAnother() || !factory.bridges().exists(draft.interfaceName()));
    var definition = new NetworkDefinition(id, draft.created(), spec, owns);
    records.put(definition);
    try {
      LiveNetwork live = factory.live(definition);
      directory.put(live);
      if (live.plumbing() != null) {
        firewall.run();
      }
      return live.info();
    } catch (RuntimeException e) {
      directory.remove(id);
      records.remove(id);
      removeInterface(definition);
      throw e;
    }
  }

  /// The settings of a network that only keeps them.
  private NetworkSpec configured(NetworkSpec asked) {
    LiveNetwork source =
        directory
            .find(asked.configFrom())
            .filter(network -> network.definition().spec().configOnly())
            .orElseThrow(() ->
                HavreException.notFound(
                    "configuration network \"%s\" does not exist".formatted(asked.configFrom())));
    NetworkSpec from = source.definition().spec();
    if (!asked.options().isEmpty()) {
      throw NetworkErrors.forbidden(
          "network driver options are not supported if the network depends on a configuration"
              + " network");
    }
    if (!asked.ipam().subnets().isEmpty() || asked.enableIpv6()) {
      throw NetworkErrors.forbidden(
          "user specified configurations are not supported if the network depends on a"
              + " configuration network");
    }
    var labels = new HashMap<>(from.labels());
    labels.putAll(asked.labels());
    return new NetworkSpec(
        asked.name(),
        asked.driver(),
        from.enableIpv4(),
        from.enableIpv6(),
        from.ipam(),
        from.internal() || asked.internal(),
        asked.attachable(),
        false,
        from.name(),
        from.options(),
        labels);
  }

  NetworkInfo remove(String nameOrId) {
    changes.lock();
    try {
      LiveNetwork network =
          directory.find(nameOrId).orElseThrow(() -> NetworkErrors.notFound(nameOrId));
      NetworkDefinition definition = network.definition();
      if (NetworkInfo.isPredefined(definition.name())) {
        throw NetworkErrors.cannotRemove(definition.name());
      }
      requireUnused(network);
      NetworkInfo info = network.info();
      directory.remove(definition.id());
      if (network.plumbing() != null) {
        firewall.run();
      }
      // Last of all its record, so that an engine that dies on the way finds it and loses no
      // bridge.
      removeInterface(definition);
      records.remove(definition.id());
      return info;
    } finally {
      changes.unlock();
    }
  }

  private void requireUnused(LiveNetwork network) {
    String name = network.definition().name();
    Collection<Endpoint> endpoints = network.endpoints().values();
    if (!endpoints.isEmpty()) {
      throw NetworkErrors.forbidden(
          "error while removing network: network %s has active endpoints (%s)"
              .formatted(
                  name,
                  endpoints.stream()
                      .map(e -> "name:\"%s\" id:\"%s\"".formatted(e.containerName(), shortId(e)))
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    boolean configures =
        network.definition().spec().configOnly()
            && directory.all().stream()
                .anyMatch(other -> other.definition().spec().configFrom().equals(name));
    if (configures) {
      throw NetworkErrors.forbidden(
          "error while removing network: configuration network \"%s\" is in use".formatted(name));
    }
  }

  private static String shortId(Endpoint endpoint) {
    return endpoint.id().substring(0, 12);
  }

  /// Takes an endpoint in, unless the network has gone meanwhile.
  Endpoint connect(LiveNetwork network, EndpointRequest request, int interfaceIndex) {
    changes.lock();
    try {
      Optional<LiveNetwork> current = directory.byId(network.definition().id());
      return current
          .orElseThrow(() -> NetworkErrors.notFound(network.definition().name()))
          .connect(request, interfaceIndex);
    } finally {
      changes.unlock();
    }
  }

  private void removeInterface(NetworkDefinition definition) {
    boolean last = new InterfaceUse(definition, directory.all()).others().isEmpty();
    if (definition.ownsInterface() && last) {
      factory.bridges().remove(definition.interfaceName());
    }
  }
}
