package havre.network;

import havre.common.HavreException;
import havre.common.RandomIds;
import havre.linux.LinuxException;
import havre.linux.netlink.Link;
import havre.linux.netlink.LinkMessages;
import havre.linux.nft.NftFamily;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The networks in the kernel of the namespace in which it was opened: one bridge with its
/// addresses, its veth pairs and its published ports.
public final class KernelNetworks implements Networks, AutoCloseable {
  private static final Pattern HOST_INTERFACE = Pattern.compile("vethh[0-9a-f]{10}");
  private static final int HOST_INTERFACE_DIGITS = 10;

  /// Numbers of interfaces are chosen far from where the kernel begins, so that they are known
  /// before the interface is.
  private static final int FIRST_INTERFACE_INDEX = 1_000_000;

  private static final String CONTAINER_INTERFACE = "eth0";

  private final NetworkSettings settings;
  private final KernelSockets sockets;
  private final BridgeDriver driver;
  private volatile BridgeDriver.Bridge bridge;
  private final AddressAllocator ipv4;
  private final @Nullable AddressAllocator ipv6;
  private final Firewall firewall;
  private final FirewallGuard guard;
  private final PortPublisher publisher;
  private final PredefinedNetworks directory;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
  private final AtomicInteger nextInterfaceIndex = new AtomicInteger(FIRST_INTERFACE_INDEX);

  private KernelNetworks(
      NetworkSettings settings,
      NetworkIdentity identity,
      KernelSockets sockets,
      PortAllocator ports) {
    this.settings = settings;
    this.sockets = sockets;
    this.driver = new BridgeDriver(sockets.rtnetlink(), settings);
    this.bridge = driver.ensure();
    IpPrefix subnet = bridge.ipv4().network();
    IpPrefix range = settings.fixedCidr();
    this.ipv4 = new AddressAllocator(subnet, range == null ? subnet : range);
    ipv4.reserve(bridge.ipv4().address());
    this.ipv6 =
        bridge
            .ipv6()
            .map(address -> {
              var allocator = new AddressAllocator(address.network(), address.network());
              allocator.reserve(address.address());
              return allocator;
            })
            .orElse(null);
    this.firewall = new Firewall(sockets.nftables(), rulesets(settings, bridge));
    this.guard = new FirewallGuard(sockets.watch(), this::verify);
    this.publisher =
        new PortPublisher(firewall, sockets.conntrack(), ports, settings.publishAddress());
    this.directory = new PredefinedNetworks(settings, identity, bridge);
  }

  /// Makes the bridge and takes hold of the kernel's tables; [#reconcile] then makes the firewall.
  ///
  /// @throws HavreException when the kernel refuses
  public static KernelNetworks open(NetworkSettings settings, NetworkIdentity identity) {
    try {
      KernelSockets sockets = KernelSockets.open();
      try {
        return new KernelNetworks(settings, identity, sockets, ephemeralPorts());
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
    return directory.list(endpoints.values());
  }

  @Override
  public Optional<NetworkInfo> find(String nameOrId) {
    return directory.find(nameOrId, endpoints.values());
  }

  @Override
  public Endpoint connect(String network, EndpointRequest request) {
    NetworkInfo info =
        find(network)
            .orElseThrow(() -> HavreException.notFound("network " + network + " not found"));
    if (!info.driver().equals("bridge")) {
      throw HavreException.invalid("network " + info.name() + " gives no addresses");
    }
    InetAddress address = allocate(ipv4, "IPv4", info);
    InterfaceAddress second = null;
    try {
      if (ipv6 != null) {
        second = interfaceAddress(allocate(ipv6, "IPv6", info), bridge.ipv6().orElseThrow());
      }
    } catch (HavreException e) {
      ipv4.release(address);
      throw e;
    }
    String mac = request.macAddress();
    String id = RandomIds.next();
    Endpoint endpoint =
        new Endpoint(
            id,
            info.id(),
            request.containerId(),
            request.containerName(),
            mac == null ? MacAddresses.of(address).text() : mac,
            interfaceAddress(address, bridge.ipv4()),
            second,
            "vethh" + id.substring(0, HOST_INTERFACE_DIGITS),
            nextInterfaceIndex.getAndAdd(2),
            CONTAINER_INTERFACE,
            settings.mtu());
    endpoints.put(id, endpoint);
    return endpoint;
  }

  @Override
  public Publication publish(Endpoint endpoint, List<PortRequest> ports) {
    return publisher.publish(endpoint, ports);
  }

  @Override
  public SandboxNetwork sandbox(Endpoint endpoint) {
    return new BridgedSandbox(endpoint, vethPair());
  }

  @Override
  public void release(Endpoint endpoint) {
    if (endpoints.remove(endpoint.id()) == null) {
      return;
    }
    try {
      publisher.unpublish(endpoint);
    } catch (LinuxException e) {
      throw HavreException.internal("unpublish the ports: " + e.getMessage(), e);
    } finally {
      ipv4.release(IpAddresses.parse(endpoint.ipv4().address()));
      if (ipv6 != null && endpoint.ipv6() != null) {
        ipv6.release(IpAddresses.parse(endpoint.ipv6().address()));
      }
    }
  }

  @Override
  public List<PublishedPort> publishedPorts(Endpoint endpoint) {
    return firewall.published(endpoint.id());
  }

  @Override
  public void reconcile(Collection<LiveEndpoint> live) {
    var wanted = new HashSet<String>();
    for (LiveEndpoint one : live) {
      restore(one);
      wanted.add(one.endpoint().hostInterface());
    }
    try {
      firewall.install();
      removeStrayInterfaces(wanted);
      guard.start();
    } catch (LinuxException e) {
      throw HavreException.internal("restore the networks: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean verify() {
    try {
      if (sockets.rtnetlink().link(settings.bridge()).isEmpty()) {
        bridge = driver.ensure();
      }
      if (!settings.icc()) {
        vethPair().adjust(endpoints.values());
      }
      return firewall.verify();
    } catch (LinuxException e) {
      throw HavreException.internal("verify the networks: " + e.getMessage(), e);
    }
  }

  @Override
  public String hostGateway() {
    return IpAddresses.format(bridge.ipv4().address());
  }

  /// Ends the guard and lets go of the sockets; bridge, interfaces and published ports stay.
  @Override
  public void close() {
    guard.close();
    sockets.close();
  }

  private VethPair vethPair() {
    return new VethPair(sockets.rtnetlink(), bridge.index(), settings.icc());
  }

  private void restore(LiveEndpoint live) {
    Endpoint endpoint = live.endpoint();
    endpoints.put(endpoint.id(), endpoint);
    reserve(ipv4, endpoint.ipv4());
    if (ipv6 != null && endpoint.ipv6() != null) {
      reserve(ipv6, endpoint.ipv6());
    }
    nextInterfaceIndex.accumulateAndGet(endpoint.interfaceIndex() + 2, Math::max);
    publisher.restore(endpoint, live.ports());
  }

  /// An endpoint of an earlier subnet (`--bip` was changed meanwhile) takes no address of this one.
  private static void reserve(AddressAllocator allocator, InterfaceAddress address) {
    InetAddress parsed = IpAddresses.parse(address.address());
    if (allocator.subnet().contains(parsed)) {
      allocator.reserve(parsed);
    }
  }

  private void removeStrayInterfaces(Set<String> wanted) {
    var messages = new ArrayList<byte[]>();
    for (Link link : sockets.rtnetlink().links()) {
      boolean ours =
          link.master() == bridge.index() && HOST_INTERFACE.matcher(link.name()).matches();
      if (ours && !wanted.contains(link.name())) {
        messages.add(LinkMessages.delete(link.index()));
      }
    }
    sockets.rtnetlink().send("RTM_DELLINK", "stray interfaces", messages);
  }

  private static InetAddress allocate(AddressAllocator allocator, String kind, NetworkInfo info) {
    return allocator
        .allocate()
        .orElseThrow(() ->
            HavreException.internal(
                "no available %s addresses on this network's address pools: %s (%s)"
                    .formatted(kind, info.name(), info.id()),
                null));
  }

  private static InterfaceAddress interfaceAddress(InetAddress address, IpPrefix gateway) {
    return new InterfaceAddress(
        IpAddresses.format(address), gateway.length(), IpAddresses.format(gateway.address()));
  }

  private static List<Ruleset> rulesets(NetworkSettings settings, BridgeDriver.Bridge bridge) {
    var rulesets = new ArrayList<Ruleset>();
    rulesets.add(new Ruleset(NftFamily.IP, List.of(rules(settings, bridge.ipv4()))));
    bridge
        .ipv6()
        .ifPresent(
            address -> rulesets.add(new Ruleset(NftFamily.IP6, List.of(rules(settings, address)))));
    return rulesets;
  }

  private static BridgeRules rules(NetworkSettings settings, IpPrefix address) {
    return new BridgeRules(
        settings.bridge(), address.network(), settings.icc(), settings.ipMasquerade());
  }

  private static PortAllocator ephemeralPorts() throws IOException {
    String[] range = Sysctls.read("ipv4/ip_local_port_range").split("\\s+");
    return new PortAllocator(Integer.parseInt(range[0]), Integer.parseInt(range[1]));
  }
}
