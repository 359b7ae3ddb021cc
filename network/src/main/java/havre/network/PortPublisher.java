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

/// Publishes ports of containers on the host: chooses and reserves them, and directs them to the
/// container in the kernel.
///
/// IPv4 and IPv6 are published each by itself, as the kernel doesn't translate one into the other:
/// a container without an IPv6 address is reachable by the host's IPv4 addresses only.
final class PortPublisher {
  private static final Logger LOG = System.getLogger(PortPublisher.class.getName());

  private final Firewall firewall;
  private final Conntrack conntrack;
  private final PortAllocator allocator;

  PortPublisher(Firewall firewall, Conntrack conntrack, PortAllocator allocator) {
    this.firewall = firewall;
    this.conntrack = conntrack;
    this.allocator = allocator;
  }

  /// @param defaultAddress where ports are published when a request doesn't say
  Publication publish(Endpoint endpoint, List<PortRequest> requests, String defaultAddress) {
    var ports = new ArrayList<PublishedPort>();
    var sockets = new ArrayList<Fd>();
    try {
      for (PortRequest request : requests) {
        reserve(request, addresses(endpoint, request, defaultAddress), ports, sockets);
      }
      if (!ports.isEmpty()) {
        List<Firewall.Target> targets = targets(endpoint, ports);
        firewall.publish(endpoint.id(), targets);
        forgetFlows(targets, false);
      }
      return new Publication(ports, sockets);
    } catch (HavreException e) {
      undo(ports, sockets);
      throw new HavreException(e.kind(), prefix(endpoint) + e.getMessage(), e);
    } catch (LinuxException e) {
      undo(ports, sockets);
      throw HavreException.internal(prefix(endpoint) + e.getMessage(), e);
    }
  }

  /// Directs the ports of a container to another of its endpoints.
  void redirect(Endpoint from, Endpoint to, List<PublishedPort> ports) {
    firewall.unpublish(from.id());
    List<Firewall.Target> targets = targets(to, ports);
    firewall.publish(to.id(), targets);
    forgetFlows(targets, false);
  }

  void unpublish(Endpoint endpoint) {
    List<Firewall.Target> targets = firewall.unpublish(endpoint.id());
    if (targets.stream().anyMatch(target -> target.port().protocol() != Protocol.TCP)) {
      Thread.ofVirtual().name("forget flows").start(() -> forgetFlows(targets, true));
    }
    for (Firewall.Target target : targets) {
      PublishedPort port = target.port();
      allocator.release(port.protocol(), port.hostIp(), port.hostPort());
    }
  }

  /// Takes ports as published that are so already; the container's holder has their sockets.
  void restore(Endpoint endpoint, List<PublishedPort> ports) {
    for (PublishedPort port : ports) {
      allocator.take(port.protocol(), port.hostIp(), port.hostPort());
    }
    firewall.restore(endpoint.id(), targets(endpoint, ports));
  }

  private void reserve(
      PortRequest request, List<String> addresses, List<PublishedPort> ports, List<Fd> sockets) {
    int attempts =
        request.isEphemeral()
            ? allocator.ephemeralCount()
            : request.hostPortEnd() - request.hostPort() + 1;
    HavreException failure = null;
    for (int i = 0; i < attempts; i++) {
      int port = request.isEphemeral() ? allocator.nextEphemeral() : request.hostPort() + i;
      try {
        reserve(request, addresses, port, ports, sockets);
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
  private void reserve(
      PortRequest request,
      List<String> addresses,
      int port,
      List<PublishedPort> ports,
      List<Fd> sockets) {
    var reserved = new ArrayList<PublishedPort>();
    var bound = new ArrayList<Fd>();
    try {
      for (String address : addresses) {
        if (!allocator.take(request.protocol(), address, port)) {
          throw HavreException.internal(
              "Bind for %s failed: port is already allocated".formatted(hostPort(address, port)),
              null);
        }
        reserved.add(new PublishedPort(request.protocol(), address, port, request.containerPort()));
        PortReservation.bind(request.protocol(), IpAddresses.parse(address), port)
            .ifPresent(bound::add);
      }
    } catch (HavreException e) {
      undo(reserved, bound);
      throw e;
    } catch (LinuxException e) {
      undo(reserved, bound);
      throw bindFailure(request, reserved.getLast(), e);
    }
    ports.addAll(reserved);
    sockets.addAll(bound);
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

  private static List<String> addresses(
      Endpoint endpoint, PortRequest request, String defaultAddress) {
    boolean hasIpv6 = endpoint.ipv6() != null;
    if (request.hostIp().isEmpty()) {
      if (endpoint.ipv4() == null && hasIpv6 && !PortAllocator.isIpv6(defaultAddress)) {
        return List.of("::");
      }
      boolean everywhere = defaultAddress.equals("0.0.0.0");
      return hasIpv6 && everywhere ? List.of(defaultAddress, "::") : List.of(defaultAddress);
    }
    String address = IpAddresses.format(IpAddresses.parse(request.hostIp()));
    if (PortAllocator.isIpv6(address) && !hasIpv6) {
      throw HavreException.invalid(
          "cannot publish on %s: the container has no IPv6 address".formatted(address));
    }
    if (IpAddresses.parse(address).isLoopbackAddress() && PortAllocator.isIpv6(address)) {
      throw HavreException.invalid(
          "cannot publish on %s: the kernel redirects no IPv6 loopback".formatted(address));
    }
    return List.of(address);
  }

  private static List<Firewall.Target> targets(Endpoint endpoint, List<PublishedPort> ports) {
    var targets = new ArrayList<Firewall.Target>();
    for (PublishedPort port : ports) {
      InterfaceAddress address =
          PortAllocator.isIpv6(port.hostIp()) ? endpoint.ipv6() : endpoint.ipv4();
      if (address != null) {
        targets.add(new Firewall.Target(port, address.address()));
      }
    }
    return targets;
  }

  private void undo(List<PublishedPort> ports, List<Fd> sockets) {
    sockets.forEach(Fd::close);
    for (PublishedPort port : ports) {
      allocator.release(port.protocol(), port.hostIp(), port.hostPort());
    }
  }

  /// A flow of UDP that the kernel knows goes on by the old way, whatever the rules say now.
  ///
  /// @param ended whether only flows to these targets' containers end; else all to their ports
  private void forgetFlows(List<Firewall.Target> targets, boolean ended) {
    for (NftFamily family : NftFamily.values()) {
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
