package havre.network;

import havre.common.HavreException;
import havre.linux.LinuxException;
import havre.linux.netlink.Link;
import havre.linux.nft.NftFamily;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The networks in the kernel of the namespace in which it was opened: bridges with their
/// addresses, veth pairs and published ports.
public final class KernelNetworks implements Networks, AutoCloseable {
  private static final Logger LOG = System.getLogger(KernelNetworks.class.getName());
  private static final Pattern HOST_INTERFACE = Pattern.compile("vethh[0-9a-f]{10}");

  /// Numbers of interfaces are chosen far from where the kernel begins, so that they are known
  /// before the interface is.
  private static final int FIRST_INTERFACE_INDEX = 1_000_000;

  private final NetworkSettings settings;
  private final KernelSockets sockets;
  private final NetworkFactory factory;
  private final NetworkDirectory directory = new NetworkDirectory();
  private final UserNetworks userNetworks;
  private final Firewall firewall;
  private final FirewallGuard guard;
  private final PortPublisher publisher;
  private final NameServers nameServers;
  private final String hostGateway;
  private final AtomicInteger nextInterfaceIndex = new AtomicInteger(FIRST_INTERFACE_INDEX);

  private KernelNetworks(
      NetworkSettings settings,
      NetworkIdentity identity,
      NetworkRecords records,
      KernelSockets sockets,
      PortAllocator ports) {
    this.settings = settings;
    this.sockets = sockets;
    var plugins = new NetworkPlugins(settings.overrides().plugins());
    this.factory = new NetworkFactory(sockets.rtnetlink(), settings, plugins);
    var chooser = new SubnetChooser(sockets.rtnetlink(), settings.pools());
    this.userNetworks =
        new UserNetworks(records, directory, factory, chooser, plugins, this::rebuildFirewall);
    List<NetworkDefinition> stored = records.load();
    List<IpPrefix> addresses =
        new DefaultBridge(sockets.rtnetlink(), settings, chooser)
            .addresses(UserNetworks.subnets(stored));
    var predefined = new PredefinedNetworks(settings, identity);
    directory.put(LiveNetwork.bare(predefined.none()));
    directory.put(LiveNetwork.bare(predefined.host()));
    directory.put(factory.live(predefined.bridge(addresses)));
    userNetworks.restore(stored);
    this.hostGateway =
        settings.overrides().hostGateway().isEmpty()
            ? IpAddresses.format(addresses.getFirst().address())
            : settings.overrides().hostGateway();
    this.firewall = new Firewall(sockets.nftables(), rulesets());
    this.guard = new FirewallGuard(sockets.watch(), this::verify);
    this.publisher =
        new PortPublisher(
            firewall,
            sockets.conntrack(),
            ports,
            settings.relay() == null ? null : new PortRelay(settings.relay()),
            settings.overrides());
    this.nameServers = NameServers.start(directory);
  }

  /// Makes the bridges and takes hold of the kernel's tables; [#reconcile] then makes the firewall.
  ///
  /// @throws HavreException when the kernel refuses
  public static KernelNetworks open(
      NetworkSettings settings, NetworkIdentity identity, NetworkRecords records) {
    try {
      KernelSockets sockets = KernelSockets.open();
      try {
        return new KernelNetworks(settings, identity, records, sockets, ephemeralPorts());
      } catch (HavreException | LinuxException | IOException e) {
        sockets.close();
        throw e;
      }
    } catch (LinuxException e) {
      throw HavreException.internal("prepare the networks: " + e.getMessage(), e);
    } catch (IOException e) {
      throw HavreException.internal("prepare the networks: " + e, e);
    }
  }

  @Override
  public List<NetworkInfo> list() {
    return directory.all().stream().map(LiveNetwork::info).toList();
  }

  @Override
  public Optional<NetworkInfo> find(String nameOrId) {
    return directory.find(nameOrId).map(LiveNetwork::info);
  }

  @Override
  public NetworkInfo create(NetworkSpec spec) {
    Map<String, String> defaults =
        settings.overrides().driverOptions().getOrDefault(spec.driver(), Map.of());
    return userNetworks.create(
        spec.configFrom().isEmpty() && !spec.configOnly() ? spec.withDefaults(defaults) : spec);
  }

  @Override
  public NetworkInfo remove(String nameOrId) {
    return userNetworks.remove(nameOrId);
  }

  @Override
  public Endpoint connect(String network, EndpointRequest request) {
    LiveNetwork live = directory.find(network).orElseThrow(() -> NetworkErrors.notFound(network));
    if (live.definition().spec().configOnly()) {
      throw NetworkErrors.forbidden("cannot create endpoint on configuration-only network");
    }
    Endpoint endpoint = userNetworks.connect(live, request, nextInterfaceIndex.getAndAdd(2));
    if (!(live.requirePlumbing().maker() instanceof RemoteNetwork remote)) {
      return endpoint;
    }
    try {
      Endpoint entered = remote.enter(endpoint);
      live.rename(entered);
      return entered;
    } catch (HavreException e) {
      release(endpoint);
      throw e;
    }
  }

  @Override
  public Publication publish(Endpoint endpoint, List<PortRequest> ports) {
    BridgeOptions options = options(endpoint);
    return options == null
        ? new Publication(List.of(), List.of())
        : publisher.publish(endpoint, ports, options.publishAddress(), options);
  }

  /// The options of an endpoint's bridge; null where it is on none.
  private @Nullable BridgeOptions options(Endpoint endpoint) {
    return directory
        .byId(endpoint.networkId())
        .map(LiveNetwork::plumbing)
        .map(LiveNetwork.Plumbing::bridge)
        .orElse(null);
  }

  private boolean isDirect(Endpoint endpoint) {
    BridgeOptions options = options(endpoint);
    return options != null && options.isDirect();
  }

  @Override
  public void redirect(Endpoint from, Endpoint to, List<PublishedPort> ports) {
    publisher.redirect(from, to, ports, isDirect(to));
  }

  @Override
  public void resume(Endpoint endpoint, List<PublishedPort> ports) {
    publisher.resume(endpoint, ports, isDirect(endpoint));
  }

  @Override
  public SandboxNetwork sandbox(List<Endpoint> endpoints, NameLookup names) {
    for (Endpoint endpoint : endpoints) {
      directory.byId(endpoint.networkId()).ifPresent(this::restoreInterface);
    }
    return new ConnectedSandbox(
        endpoints.stream()
            .map(endpoint -> new ConnectedSandbox.Wire(endpoint, maker(endpoint)))
            .toList(),
        pid -> serveNames(endpoints, names, pid));
  }

  @Override
  public void plug(Endpoint added, List<Endpoint> all, NameLookup names, int pid) {
    directory.byId(added.networkId()).ifPresent(this::restoreInterface);
    maker(added).create(added, pid);
    RunningSandbox.of(pid).add(added, all);
    serveNames(all, names, pid);
  }

  @Override
  public void unplug(Endpoint removed, List<Endpoint> left, NameLookup names, int pid) {
    RunningSandbox.of(pid).remove(removed, left);
    serveNames(left, names, pid);
  }

  private InterfaceMaker maker(Endpoint endpoint) {
    return directory
        .byId(endpoint.networkId())
        .orElseThrow(() -> NetworkErrors.notFound(endpoint.networkId()))
        .requirePlumbing()
        .maker();
  }

  @Override
  public void rename(Endpoint endpoint) {
    directory.byId(endpoint.networkId()).ifPresent(network -> network.rename(endpoint));
  }

  @Override
  public void release(Endpoint endpoint) {
    Optional<LiveNetwork> network = directory.byId(endpoint.networkId());
    if (network.isEmpty() || !network.get().release(endpoint)) {
      return;
    }
    nameServers.forget(endpoint);
    try {
      publisher.unpublish(endpoint);
    } catch (LinuxException e) {
      throw HavreException.internal("unpublish the ports: " + e.getMessage(), e);
    }
  }

  @Override
  public List<PublishedPort> publishedPorts(Endpoint endpoint) {
    return publisher.published(endpoint);
  }

  @Override
  public void reconcile(Collection<LiveEndpoint> live) {
    var interfaces = new HashMap<String, Endpoint>();
    for (LiveEndpoint one : live) {
      restore(one);
      interfaces.put(one.endpoint().hostInterface(), one.endpoint());
    }
    try {
      firewall.install();
      checkInterfaces(interfaces);
      guard.start();
    } catch (LinuxException e) {
      throw HavreException.internal("restore the networks: " + e.getMessage(), e);
    }
  }

  @Override
  public void serveNames(List<Endpoint> endpoints, NameLookup names, int pid) {
    nameServers.serve(endpoints, names, pid);
  }

  @Override
  public boolean verify() {
    try {
      for (LiveNetwork network : directory.all()) {
        restoreInterface(network);
        adjustPorts(network);
      }
      return firewall.verify();
    } catch (LinuxException e) {
      throw HavreException.internal("verify the networks: " + e.getMessage(), e);
    }
  }

  private void restoreInterface(LiveNetwork network) {
    LiveNetwork.Plumbing plumbing = network.plumbing();
    NetworkSpec spec = network.definition().spec();
    boolean foreign =
        NetworkRules.isRemote(spec.driver())
            || StackedOptions.isDriver(spec.driver()) && !spec.option("parent").isEmpty();
    if (plumbing == null || foreign) {
      return;
    }
    if (!factory.bridges().exists(network.definition().interfaceName())) {
      LOG.log(
          Level.WARNING,
          "interface {0} of network {1} was removed by another program; made again",
          network.definition().interfaceName(),
          network.definition().name());
      factory.again(network);
    }
  }

  private static void adjustPorts(LiveNetwork network) {
    LiveNetwork.Plumbing plumbing = network.plumbing();
    if (plumbing != null && plumbing.maker() instanceof VethPair pair && !pair.icc()) {
      pair.adjust(network.endpoints().values());
    }
  }

  @Override
  public String hostGateway() {
    return hostGateway;
  }

  /// Ends the guard and lets go of the sockets; bridge, interfaces and published ports stay.
  @Override
  public void close() {
    nameServers.close();
    guard.close();
    sockets.close();
  }

  private void restore(LiveEndpoint live) {
    Endpoint endpoint = live.endpoint();
    directory.byId(endpoint.networkId()).ifPresent(network -> network.restore(endpoint));
    nextInterfaceIndex.accumulateAndGet(endpoint.interfaceIndex() + 2, Math::max);
    publisher.restore(endpoint, live.ports(), isDirect(endpoint));
  }

  /// @param live endpoints of containers that run, by their interfaces on the host
  private void checkInterfaces(Map<String, Endpoint> live) {
    for (Link link : sockets.rtnetlink().links()) {
      Endpoint endpoint = live.get(link.name());
      if (endpoint != null && maker(endpoint) instanceof VethPair pair) {
        if (link.master() != pair.bridgeIndex()) {
          pair.join(endpoint); // the bridge was made again meanwhile
        }
        continue;
      }
      boolean ours = HOST_INTERFACE.matcher(link.name()).matches();
      if (ours && endpoint == null) {
        factory.bridges().remove(link);
      }
    }
  }

  private void rebuildFirewall() {
    try {
      firewall.change(rulesets());
    } catch (LinuxException e) {
      throw HavreException.internal("change the firewall: " + e.getMessage(), e);
    }
  }

  /// IPv6's table is there once a network has had IPv6.
  private List<Ruleset> rulesets() {
    var rulesets = new ArrayList<Ruleset>();
    if (settings.overrides().ipv4Rules()) {
      rulesets.add(new Ruleset(NftFamily.IP, rules(true)));
    }
    List<BridgeRules> ipv6 = rules(false);
    boolean had = firewall != null && firewall.hasIpv6();
    if (settings.overrides().ipv6Rules() && (had || !ipv6.isEmpty())) {
      rulesets.add(new Ruleset(NftFamily.IP6, ipv6));
    }
    return rulesets;
  }

  private List<BridgeRules> rules(boolean ipv4) {
    return directory.all().stream().flatMap(network -> network.rules(ipv4).stream()).toList();
  }

  private static PortAllocator ephemeralPorts() throws IOException {
    String[] range = Sysctls.read("ipv4/ip_local_port_range").split("\\s+");
    return new PortAllocator(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
  }
}
