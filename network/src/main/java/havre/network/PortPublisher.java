package havre.network;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.netlink.Conntrack;
import havre.linux.nft.NftFamily;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Publishes ports of containers on the host: chooses and reserves them, and directs them to the
/// container in the kernel, or by a relay where the kernel cannot ([HostAddresses]).
final class PortPublisher {
  private static final Logger LOG = System.getLogger(PortPublisher.class.getName());
  private static final String LOOPBACK = "127.0.0.1";

  private final Firewall firewall;
  private final Conntrack conntrack;
  private final PortAllocator allocator;
  private final @Nullable PortRelay relay;
  private final NetworkSettings.Overrides settings;
  private final Map<String, List<PublishedPort>> published = new ConcurrentHashMap<>();

  /// @param relay null to publish only what the kernel can translate
  /// @param settings which families the kernel is told to translate
  PortPublisher(
      Firewall firewall,
      Conntrack conntrack,
      PortAllocator allocator,
      @Nullable PortRelay relay,
      NetworkSettings.Overrides settings) {
    this.settings = settings;
    this.firewall = firewall;
    this.conntrack = conntrack;
    this.allocator = allocator;
    this.relay = relay;
  }

  /// A port that is ours, and the socket that keeps it so; without one where the kernel doesn't
  /// have the protocol.
  private record Reserved(PublishedPort port, Optional<Fd> socket) {}

  /// @param defaultAddress where ports are published when a request doesn't say
  /// @param options of the endpoint's network; null for one that has none
  Publication publish(
      Endpoint endpoint,
      List<PortRequest> requests,
      String defaultAddress,
      @Nullable BridgeOptions options) {
    var reserved = new ArrayList<Reserved>();
    var held = new ArrayList<Fd>();
    var addresses =
        new HostAddresses(
            endpoint,
            relay != null,
            Sysctls.hasIpv6(),
            options == null ? "" : options.ipv4Mode(),
            options == null ? "" : options.ipv6Mode(),
            settings);
    try {
      for (PortRequest request : requests) {
        addresses
            .routed(request)
            .forEach(port -> reserved.add(new Reserved(port, Optional.empty())));
        reserve(request, addresses.of(request, defaultAddress), addresses, reserved);
      }
      reserved.forEach(one -> one.socket().ifPresent(held::add));
      List<PublishedPort> ports = reserved.stream().map(Reserved::port).toList();
      if (!ports.isEmpty()) {
        relay(reserved, addresses).ifPresent(held::add);
        List<Firewall.Target> targets =
            targets(addresses, ports, options != null && options.isDirect());
        firewall.publish(endpoint.id(), targets);
        published.put(endpoint.id(), ports);
        forgetFlows(targets, false);
      }
      return new Publication(ports, held);
    } catch (HavreException e) {
      undo(reserved, held);
      throw new HavreException(e.kind(), prefix(endpoint) + e.getMessage(), e);
    } catch (LinuxException e) {
      undo(reserved, held);
      throw HavreException.internal(prefix(endpoint) + e.getMessage(), e);
    }
  }

  /// Directs the ports of a container to another of its endpoints.
  ///
  /// @param direct whether they are open at the container's address as well
  void redirect(Endpoint from, Endpoint to, List<PublishedPort> ports, boolean direct) {
    firewall.unpublish(from.id());
    published.remove(from.id());
    List<Firewall.Target> targets = targets(HostAddresses.of(to), ports, direct);
    firewall.publish(to.id(), targets);
    published.put(to.id(), List.copyOf(ports));
    forgetFlows(targets, false);
  }

  /// Publishes ports whose sockets the container's holder has kept.
  ///
  /// @param direct whether they are open at the container's address as well
  void resume(Endpoint endpoint, List<PublishedPort> ports, boolean direct) {
    ports.forEach(this::take);
    List<Firewall.Target> targets = targets(HostAddresses.of(endpoint), ports, direct);
    firewall.publish(endpoint.id(), targets);
    published.put(endpoint.id(), List.copyOf(ports));
    forgetFlows(targets, false);
  }

  void unpublish(Endpoint endpoint) {
    List<Firewall.Target> targets = firewall.unpublish(endpoint.id());
    forgetFlows(targets, true);
    List<PublishedPort> ports = published.remove(endpoint.id());
    if (ports != null) {
      ports.forEach(this::release);
    }
  }

  List<PublishedPort> published(Endpoint endpoint) {
    return published.getOrDefault(endpoint.id(), List.of());
  }

  /// Takes ports as published that are so already; the container's holder has their sockets.
  ///
  /// @param direct whether they are open at the container's address as well
  void restore(Endpoint endpoint, List<PublishedPort> ports, boolean direct) {
    ports.forEach(this::take);
    published.put(endpoint.id(), List.copyOf(ports));
    firewall.restore(endpoint.id(), targets(HostAddresses.of(endpoint), ports, direct));
  }

  private void reserve(
      PortRequest request, List<String> at, HostAddresses addresses, List<Reserved> reserved) {
    if (at.isEmpty()) {
      return;
    }
    int attempts =
        request.isEphemeral()
            ? allocator.ephemeralCount()
            : request.hostPortEnd() - request.hostPort() + 1;
    HavreException failure = null;
    for (int i = 0; i < attempts; i++) {
      int port = request.isEphemeral() ? allocator.nextEphemeral() : request.hostPort() + i;
      try {
        reserved.addAll(reserve(request, at, port, addresses));
        return;
      } catch (HavreException e) {
        if (e.kind() != ErrorKind.INTERNAL) {
          throw e;
        }
        failure = e;
      }
    }
    throw request.isEphemeral() || failure == null
        ? HavreException.internal("all ports are allocated", failure)
        : failure;
  }

  /// Reserves one port on all addresses, or on none.
  private List<Reserved> reserve(
      PortRequest request, List<String> at, int number, HostAddresses addresses) {
    var reserved = new ArrayList<Reserved>();
    try {
      for (String address : at) {
        reserved.add(reserve(request, address, number, addresses));
      }
      return reserved;
    } catch (HavreException e) {
      undo(reserved, List.of());
      throw e;
    }
  }

  private Reserved reserve(
      PortRequest request, String address, int number, HostAddresses addresses) {
    if (!allocator.take(request.protocol(), address, number)) {
      throw HavreException.internal(
          "Bind for %s failed: port is already allocated".formatted(hostPort(address, number)),
          null);
    }
    var port = new PublishedPort(request.protocol(), address, number, request.containerPort());
    try {
      return new Reserved(port, PortReservation.bind(port, addresses.isRelayed(port)));
    } catch (LinuxException e) {
      release(port);
      throw bindFailure(request, port, e);
    }
  }

  /// Only a port in use leaves hope for the next one of a range.
  private static HavreException bindFailure(
      PortRequest request, PublishedPort port, LinuxException e) {
    String message =
        "failed to bind host port %s/%s: %s"
            .formatted(
                hostPort(port.hostIp(), port.hostPort()),
                request.protocol(),
                e.errno().text().toLowerCase(Locale.ROOT));
    ErrorKind kind = e.is(Errno.EADDRINUSE) ? ErrorKind.INTERNAL : ErrorKind.INVALID;
    return new HavreException(kind, message, e);
  }

  /// A port that is published on IPv4 too is reached by that, as it goes on leading to the
  /// container when that leaves a network.
  private Optional<Fd> relay(List<Reserved> reserved, HostAddresses addresses) {
    var routes = new ArrayList<PortRelay.Route>();
    for (Reserved one : reserved) {
      PublishedPort port = one.port();
      if (addresses.isRelayed(port) && one.socket().isPresent()) {
        var twin =
            new PublishedPort(port.protocol(), "0.0.0.0", port.hostPort(), port.containerPort());
        boolean twice =
            !port.equals(twin) && reserved.stream().anyMatch(other -> other.port().equals(twin));
        InterfaceAddress own =
            addresses.endpoint().ipv4Address().or(addresses.endpoint()::ipv6Address).orElseThrow();
        routes.add(
            new PortRelay.Route(
                one.socket().get(),
                twice ? LOOPBACK : own.address(),
                twice ? port.hostPort() : port.containerPort()));
      }
    }
    return relay == null || routes.isEmpty() ? Optional.empty() : Optional.of(relay.start(routes));
  }

  private static List<Firewall.Target> targets(
      HostAddresses addresses, List<PublishedPort> ports, boolean direct) {
    var targets = new ArrayList<Firewall.Target>();
    for (PublishedPort port : ports) {
      InterfaceAddress address = addresses.target(port);
      if (address != null) {
        targets.add(new Firewall.Target(port, address.address(), direct));
      }
    }
    return targets;
  }

  private void undo(List<Reserved> reserved, List<Fd> held) {
    held.forEach(Fd::close);
    for (Reserved one : reserved) {
      one.socket().ifPresent(Fd::close);
      release(one.port());
    }
  }

  private void take(PublishedPort port) {
    if (!port.isRouted()) {
      allocator.take(port.protocol(), port.hostIp(), port.hostPort());
    }
  }

  private void release(PublishedPort port) {
    if (port.isRouted()) {
      return;
    }
    allocator.release(port.protocol(), port.hostIp(), port.hostPort());
  }

  /// A flow of UDP that the kernel knows goes on by the old way, whatever the rules say now.
  ///
  /// @param ended whether only flows to these targets' containers end; else all to their ports
  private void forgetFlows(List<Firewall.Target> targets, boolean ended) {
    for (NftFamily family : List.of(NftFamily.IP, NftFamily.IP6)) {
      List<Firewall.Target> stale =
          targets.stream()
              .filter(target -> target.port().protocol() != Protocol.TCP)
              .filter(target -> target.isIpv6() == (family == NftFamily.IP6))
              .toList();
      if (stale.isEmpty()) {
        continue;
      }
      try {
        conntrack.forget(
            family.number(),
            flow -> stale.stream().anyMatch(target -> target.isUsedBy(flow, ended)));
      } catch (LinuxException e) {
        LOG.log(
            Level.WARNING, "flows to {0} may stick to the old target: {1}", stale, e.getMessage());
      }
    }
  }

  private static String hostPort(String address, int port) {
    return PortAllocator.isIpv6(address) ? "[" + address + "]:" + port : address + ":" + port;
  }

  private static String prefix(Endpoint endpoint) {
    return "driver failed programming external connectivity on endpoint %s (%s): "
        .formatted(endpoint.containerName(), endpoint.id());
  }
}
