package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.config.EndpointRules;
import havre.engine.config.PortRules;
import havre.engine.container.ContainerErrors;
import havre.engine.container.EndpointRequest;
import havre.engine.container.HostOptions;
import havre.engine.launch.HostFiles;
import havre.engine.state.Condition;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import havre.network.Gateways;
import havre.network.IsolatedSandbox;
import havre.network.NameLookup;
import havre.network.NetworkDefinition;
import havre.network.NetworkErrors;
import havre.network.NetworkInfo;
import havre.network.NetworkSpec;
import havre.network.Networks;
import havre.network.PortRequest;
import havre.network.Publication;
import havre.runtime.Namespace;
import havre.runtime.SandboxNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Gives a container that is being started its place in its networks.
final class ConnectNetwork {
  private static final String JOIN = "container:";
  private static final Path IPV6 = Path.of("/proc/sys/net/ipv6");

  private final Networks networks;
  private final ContainerRegistry registry;
  private final HostFiles hostFiles;
  private final Attachments attachments;
  private final Links links;

  ConnectNetwork(Networks networks, ContainerRegistry registry, HostFiles hostFiles) {
    this.networks = networks;
    this.registry = registry;
    this.hostFiles = hostFiles;
    this.attachments = new Attachments(networks);
    this.links = new Links(registry);
  }

  /// @param undo takes what undoes it
  NetworkPlace connect(Definition definition, Undo undo) {
    String mode = definition.spec().host().networking().mode();
    if (mode.startsWith(JOIN)) {
      if (registry.resolve(mode.substring(JOIN.length())).id().equals(definition.id())) {
        throw HavreException.internal("cannot join own network namespace", null);
      }
      Container other = joined(mode);
      int pid = other.requireRun().process().pid();
      return bare(new Namespace.Join(pid), SandboxNetwork.NONE);
    }
    NetworkInfo main =
        networks.find(mode).orElseThrow(() -> notSetUp(NetworkErrors.notFound(mode)));
    if (main.driver().equals("host")) {
      return bare(Namespace.HOST, SandboxNetwork.NONE);
    }
    boolean alone = main.driver().equals("null") && !main.spec().configOnly();
    if (alone
        || definition.spec().config().networkDisabled()
        || definition.spec().endpoints().isEmpty()) {
      return bare(Namespace.PRIVATE, adapt(new IsolatedSandbox()));
    }
    List<ResolvedLink> bridgeLinks = links.onBridge(definition);
    try {
      return wired(definition, bridgeLinks, undo);
    } catch (HavreException e) {
      throw notSetUp(e);
    }
  }

  private static HavreException notSetUp(HavreException e) {
    return new HavreException(
        e.kind(), "failed to set up container networking: " + e.getMessage(), e);
  }

  /// The container whose network another one joins.
  Container joined(String mode) {
    Container other = registry.resolve(mode.substring(JOIN.length()));
    if (other.run() == null) {
      throw ContainerErrors.joinNetworkNotRunning(other.name(), other.state().status());
    }
    return other;
  }

  private NetworkPlace wired(Definition definition, List<ResolvedLink> bridgeLinks, Undo undo) {
    var endpoints = new ArrayList<Endpoint>();
    for (String name : attachments.order(definition)) {
      Endpoint endpoint = join(definition, name, endpoints);
      undo.add(() -> networks.release(endpoint));
      endpoints.add(endpoint);
    }
    List<PortRequest> ports =
        PortRules.requests(
            definition.spec().host().networking(), definition.spec().config().exposedPorts());
    Optional<Endpoint> publishing = Gateways.publishing(endpoints);
    Publication publication =
        ports.isEmpty() || publishing.isEmpty() ? null : networks.publish(publishing.get(), ports);
    if (publication != null) {
      undo.add(publication::close);
    }
    havre.network.SandboxNetwork sandbox = networks.sandbox(endpoints, lookup(definition));
    return new NetworkPlace(
        Namespace.PRIVATE, adapt(sandbox), sysctls(sandbox), endpoints, bridgeLinks, publication);
  }

  /// Gives a container its place in one network.
  ///
  /// @param others the places it has already
  Endpoint join(Definition definition, String name, List<Endpoint> others) {
    NetworkInfo network = networks.find(name).orElseThrow(() -> NetworkErrors.notFound(name));
    EndpointRequest wish = definition.spec().endpoints().getOrDefault(name, EndpointRequest.ANY);
    EndpointRules.check(network, wish);
    EndpointRules.checkLinkLocal(wish);
    return networks.connect(network.id(), request(definition, network, wish, others));
  }

  private static havre.network.EndpointRequest request(
      Definition definition, NetworkInfo network, EndpointRequest wish, List<Endpoint> others) {
    String mac = wish.macAddress();
    if (mac.isEmpty() && others.isEmpty()) {
      mac = definition.spec().config().macAddress();
    }
    return new havre.network.EndpointRequest(
        definition.id().value(),
        definition.name(),
        mac.isEmpty() ? null : mac,
        wish.ipv4Address(),
        wish.ipv6Address(),
        wish.linkLocalAddresses(),
        network.hasNames() ? dnsNames(definition, wish) : List.of(),
        wish.gatewayPriority(),
        wish.driverOptions(),
        freeInterface(prefix(network), others),
        definition.spec().host().hasNoIpv6());
  }

  private static String prefix(NetworkInfo network) {
    return network
        .spec()
        .options()
        .getOrDefault("com.docker.network.container_iface_prefix", "eth");
  }

  private static String freeInterface(String prefix, List<Endpoint> others) {
    for (int number = 0; ; number++) {
      String name = prefix + number;
      if (others.stream().noneMatch(other -> other.containerInterface().equals(name))) {
        return name;
      }
    }
  }

  /// The names by which others find a container: its own, its aliases, its short id, its host name.
  static List<String> dnsNames(Definition definition, EndpointRequest wish) {
    var names = new LinkedHashSet<String>();
    names.add(definition.name());
    names.addAll(wish.aliases());
    names.add(definition.id().shortForm());
    String hostname = definition.spec().config().hostname();
    if (!hostname.isEmpty()) {
      names.add(hostname);
    }
    return List.copyOf(names);
  }

  /// How a container finds others by name.
  NameLookup lookup(Definition definition) {
    return new NameLookup(
        Links.aliases(definition),
        hostFiles.upstreamServers(definition.spec().host().networking()));
  }

  /// Answers the names of a container again that outlived the daemon.
  void serveNames(Container container, int pid) {
    Condition condition = container.condition();
    if (!condition.endpoints().isEmpty()) {
      networks.serveNames(condition.endpoints(), lookup(container.definition()), pid);
    }
  }

  private static NetworkPlace bare(Namespace namespace, SandboxNetwork sandbox) {
    return new NetworkPlace(namespace, sandbox, Map.of(), List.of(), List.of(), null);
  }

  /// A missing setting is no error: a kernel without IPv6 has nothing to switch off.
  private static Map<String, String> sysctls(havre.network.SandboxNetwork sandbox) {
    var settings = new LinkedHashMap<String, String>();
    for (havre.network.SandboxNetwork.Sysctl sysctl : sandbox.sysctls()) {
      if (!sysctl.path().startsWith("net/ipv6/") || Files.exists(IPV6)) {
        settings.put(sysctl.path().replace('/', '.'), sysctl.value());
      }
    }
    return settings;
  }

  private static SandboxNetwork adapt(havre.network.SandboxNetwork network) {
    return new SandboxNetwork() {
      @Override
      public List<byte[]> configuration() {
        return network.configuration();
      }

      @Override
      public void attach(int pid) {
        network.attach(pid);
      }
    };
  }

  /// The network of an endpoint, also when it has just gone.
  NetworkInfo infoOf(Endpoint endpoint) {
    return networks
        .find(endpoint.networkId())
        .orElseGet(() ->
            new NetworkInfo(
                new NetworkDefinition(
                    endpoint.networkId(),
                    Instant.EPOCH,
                    NetworkSpec.of(endpoint.networkName()),
                    false),
                Map.of()));
  }

  /// The id of a network, or empty when there is none of that name.
  String idOf(String name) {
    return networks.find(name).map(NetworkInfo::id).orElse("");
  }

  /// Tells containers that are linked with one its address, which each start may change.
  void tellLinked(Container started) {
    for (Container owner : links.linkedWith(started)) {
      for (ResolvedLink link : links.running(owner.definition())) {
        if (link.target().id().equals(started.id())) {
          hostFiles.relink(owner.definition(), link.alias(), link.hosts());
        }
      }
    }
  }

  /// What a container is told of others when it starts.
  void checkLinks(HostOptions.Networking asked) {
    links.check(asked);
  }

  /// The networks of a container that is being created.
  Attachments attachments() {
    return attachments;
  }

  /// A container may be in one network only once.
  static void requireAbsent(Condition condition, NetworkInfo network, Definition definition) {
    if (condition.endpoints().stream().anyMatch(e -> e.networkId().equals(network.id()))) {
      throw NetworkErrors.forbidden(
          "endpoint with name %s already exists in network %s"
              .formatted(definition.name(), network.name()));
    }
  }

  /// @throws HavreException INTERNAL with Docker's text
  static HavreException notConnected(Container container, String network) {
    return HavreException.internal(
        "container %s is not connected to %s %s"
            .formatted(
                container.id(), container.run() == null ? "the network" : "network", network),
        null);
  }
}
