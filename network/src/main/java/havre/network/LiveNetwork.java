package havre.network;

import havre.common.HavreException;
import havre.common.RandomIds;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A network with the containers that are in it.
final class LiveNetwork {
  private static final int HOST_INTERFACE_DIGITS = 10;

  private final NetworkDefinition definition;
  private volatile @Nullable Plumbing plumbing;
  private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
  private final NameIndex names = new NameIndex();

  private LiveNetwork(NetworkDefinition definition, @Nullable Plumbing plumbing) {
    this.definition = definition;
    this.plumbing = plumbing;
  }

  /// How interfaces and addresses come into being in it.
  ///
  /// @param ipv4 null without the family
  /// @param ipv6 null without the family
  /// @param hostEnds whether interfaces have an end on the host
  record Plumbing(
      @Nullable Addresses ipv4,
      @Nullable Addresses ipv6,
      int mtu,
      boolean hostEnds,
      InterfaceMaker maker,
      @Nullable BridgeOptions bridge) {}

  /// A network that gives no addresses: `host`, `none`, or one that only keeps settings.
  static LiveNetwork bare(NetworkDefinition definition) {
    return new LiveNetwork(definition, null);
  }

  static LiveNetwork of(NetworkDefinition definition, Plumbing plumbing) {
    return new LiveNetwork(definition, plumbing);
  }

  /// Its interface was made again.
  void become(Plumbing changed) {
    plumbing = changed;
  }

  NetworkDefinition definition() {
    return definition;
  }

  @Nullable Plumbing plumbing() {
    return plumbing;
  }

  Plumbing requirePlumbing() {
    Plumbing now = plumbing;
    if (now == null) {
      throw HavreException.invalid("network " + definition.name() + " gives no addresses");
    }
    return now;
  }

  /// The addresses of those who are called so here.
  Set<InetAddress> called(String name) {
    return names.find(name, endpoints.values());
  }

  Map<String, Endpoint> endpoints() {
    return endpoints;
  }

  NetworkInfo info() {
    return new NetworkInfo(
        definition,
        endpoints.values().stream()
            .collect(Collectors.toMap(Endpoint::containerId, e -> e, (_, later) -> later)));
  }

  /// Gives a container addresses; a wish for a family that is off here is passed over, as Docker
  /// does.
  Endpoint connect(EndpointRequest request, int interfaceIndex) {
    Plumbing how = requirePlumbing();
    Addresses first = how.ipv4();
    Addresses second = request.ipv6Off() ? null : how.ipv6();
    InterfaceAddress ipv4 = first == null ? null : first.allocate(request.ipv4());
    InterfaceAddress ipv6;
    try {
      ipv6 = second == null ? null : second.allocate(request.ipv6());
    } catch (HavreException e) {
      if (first != null && ipv4 != null) {
        first.release(ipv4);
      }
      throw e;
    }
    Endpoint endpoint = endpoint(request, how, ipv4, ipv6, interfaceIndex);
    endpoints.put(endpoint.id(), endpoint);
    names.changed();
    return endpoint;
  }

  private Endpoint endpoint(
      EndpointRequest request,
      Plumbing how,
      @Nullable InterfaceAddress ipv4,
      @Nullable InterfaceAddress ipv6,
      int interfaceIndex) {
    String id = RandomIds.next();
    String mac = request.macAddress();
    InterfaceAddress first = ipv4 == null ? ipv6 : ipv4;
    if (how.maker() instanceof StackedInterface stacked && !stacked.options().hasMacs()) {
      if (mac != null) {
        throw HavreException.internal(
            "ipvlan interfaces do not support custom mac address assignment", null);
      }
    } else if (mac == null && first != null && !(how.maker() instanceof RemoteNetwork)) {
      mac = MacAddresses.of(IpAddresses.parse(first.address())).text();
    }
    return new Endpoint(
        id,
        definition.id(),
        definition.name(),
        request.containerId(),
        request.containerName(),
        mac == null ? "" : mac,
        ipv4,
        ipv6,
        request.linkLocal(),
        how.hostEnds() ? "vethh" + id.substring(0, HOST_INTERFACE_DIGITS) : "",
        interfaceIndex,
        request.interfaceName(),
        how.mtu(),
        request.gatewayPriority(),
        request.dnsNames(),
        options(request, how.bridge(), ipv6 != null));
  }

  private static Map<String, String> options(
      EndpointRequest request, @Nullable BridgeOptions bridge, boolean ipv6) {
    return bridge == null
        ? request.driverOptions()
        : bridge.advertise().with(request.driverOptions(), ipv6 || request.macAddress() != null);
  }

  /// Takes in an endpoint of a container that runs already.
  void restore(Endpoint endpoint) {
    endpoints.put(endpoint.id(), endpoint);
    names.changed();
    Plumbing now = plumbing;
    if (now == null) {
      return;
    }
    Addresses first = now.ipv4();
    Addresses second = now.ipv6();
    if (first != null) {
      endpoint.ipv4Address().ifPresent(first::reserve);
    }
    if (second != null) {
      endpoint.ipv6Address().ifPresent(second::reserve);
    }
  }

  /// Takes an endpoint's new names, if it is still there.
  void rename(Endpoint renamed) {
    endpoints.replace(renamed.id(), renamed);
    names.changed();
  }

  /// @return false when it was not in it
  boolean release(Endpoint endpoint) {
    if (endpoints.remove(endpoint.id()) == null) {
      return false;
    }
    names.changed();
    Plumbing now = plumbing;
    if (now != null && now.maker() instanceof RemoteNetwork remote) {
      remote.leave(endpoint);
    }
    if (now != null) {
      Addresses first = now.ipv4();
      Addresses second = now.ipv6();
      if (first != null) {
        endpoint.ipv4Address().ifPresent(first::release);
      }
      if (second != null) {
        endpoint.ipv6Address().ifPresent(second::release);
      }
    }
    return true;
  }

  /// What the firewall must know of it, of one family; empty for what is no bridge.
  List<BridgeRules> rules(boolean ipv4) {
    Plumbing now = plumbing;
    BridgeOptions options = now == null ? null : now.bridge();
    List<IpPrefix> subnets = definition.spec().subnets(ipv4).stream().map(Subnet::prefix).toList();
    if (options == null || subnets.isEmpty()) {
      return List.of();
    }
    return List.of(
        new BridgeRules(
            definition.interfaceName(),
            subnets,
            options.icc(),
            options.ipMasquerade() && !options.mode(ipv4).equals(BridgeOptions.ROUTED),
            definition.spec().internal(),
            options.mode(ipv4).equals(BridgeOptions.UNPROTECTED),
            options.mode(ipv4).equals(BridgeOptions.ROUTED),
            options.trusted(),
            ipv4 ? options.hostIpv4() : options.hostIpv6()));
  }
}
