package havre.network;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.common.RandomIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final NetworkPlugins plugins;
  private final Runnable firewall;

  /// Held while a network comes or goes, and while an endpoint enters one.
  private final ReentrantLock changes = new ReentrantLock();

  /// @param firewall makes the firewall fit the networks of the directory
  UserNetworks(
      NetworkRecords records,
      NetworkDirectory directory,
      NetworkFactory factory,
      SubnetChooser chooser,
      NetworkPlugins plugins,
      Runnable firewall) {
    this.records = records;
    this.directory = directory;
    this.factory = factory;
    this.chooser = chooser;
    this.plugins = plugins;
    this.firewall = firewall;
  }

  static List<IpPrefix> subnets(Collection<NetworkDefinition> networks) {
    return networks.stream()
        .filter(network -> !network.spec().configOnly())
        .filter(network -> NetworkPlugins.isOwnIpam(network.spec()))
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
    NetworkRules.check(asked, plugins);
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
      if (spec.configOnly()) {
        return create(RandomIds.next(), spec, Map.of());
      }
      RemoteIpam.Chosen chosen = withSubnets(spec);
      try {
        return create(RandomIds.next(), chosen.spec(), chosen.pools());
      } catch (RuntimeException e) {
        releasePools(chosen.spec(), chosen.pools());
        throw e;
      }
    } finally {
      changes.unlock();
    }
  }

  private RemoteIpam.Chosen withSubnets(NetworkSpec spec) {
    String ipam = spec.ipam().driver();
    if (NetworkPlugins.isOwnIpam(spec)) {
      return new RemoteIpam.Chosen(chooser.complete(spec, directory.subnets()), Map.of());
    }
    if (!ipam.equals(NetworkPlugins.NO_IPAM)) {
      return plugins.ipam(ipam).complete(spec);
    }
    var all = new ArrayList<Subnet>();
    if (spec.enableIpv4()) {
      all.add(new Subnet("0.0.0.0/0", "", "", Map.of(), Subnet.Origin.POOL));
    }
    if (spec.enableIpv6()) {
      all.add(new Subnet("::/0", "", "", Map.of(), Subnet.Origin.POOL));
    }
    return new RemoteIpam.Chosen(spec.withSubnets(all), Map.of());
  }

  private void releasePools(NetworkSpec spec, Map<String, String> pools) {
    try {
      if (!pools.isEmpty()) {
        plugins.ipam(spec.ipam().driver()).release(spec, pools);
      }
    } catch (HavreException e) {
      LOG.log(WARNING, "network=" + spec.name() + ": " + e.getMessage());
    }
  }

  private NetworkInfo create(String id, NetworkSpec spec, Map<String, String> pools) {
    var draft = new NetworkDefinition(id, Instant.now(), spec, false, pools);
    InterfaceUse use = new InterfaceUse(draft, directory.all());
    use.requireFree();
    boolean remote = NetworkRules.isRemote(spec.driver());
    boolean owns =
        !spec.configOnly()
            && !remote
            && (use.isOwnedByAnother() || !factory.bridges().exists(draft.interfaceName()));
    var definition = new NetworkDefinition(id, draft.created(), spec, owns, pools);
    if (remote && !spec.configOnly()) {
      plugins.driver(spec.driver()).createNetwork(definition);
    }
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
      leaveDriver(definition);
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
      leaveDriver(definition);
      releasePools(definition.spec(), definition.pools());
      records.remove(definition.id());
      return info;
    } finally {
      changes.unlock();
    }
  }

  /// A plugin that doesn't answer keeps no network.
  private void leaveDriver(NetworkDefinition definition) {
    String driver = definition.spec().driver();
    if (definition.spec().configOnly() || !NetworkRules.isRemote(driver)) {
      return;
    }
    try {
      plugins.driver(driver).deleteNetwork(definition.id());
    } catch (HavreException e) {
      LOG.log(WARNING, "network=" + definition.name() + ": " + e.getMessage());
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
