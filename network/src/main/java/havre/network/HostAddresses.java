package havre.network;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.List;

/// Where on the host the ports of a container are published.
///
/// IPv4 and IPv6 are published each by itself, as the kernel doesn't translate one into the other,
/// and redirects no IPv6 loopback: there a relay carries the bytes ([PortRelay]).
///
/// @param relays whether there are relays
/// @param hostIpv6 whether the host has IPv6
/// @param ipv4Mode of the network's gateway ([BridgeOptions])
/// @param settings which families the kernel translates
record HostAddresses(
    Endpoint endpoint,
    boolean relays,
    boolean hostIpv6,
    String ipv4Mode,
    String ipv6Mode,
    NetworkSettings.Overrides settings) {

  /// As they are for an endpoint whose ports are known already.
  static HostAddresses of(Endpoint endpoint) {
    return new HostAddresses(endpoint, false, false, "", "", NetworkSettings.Overrides.NONE);
  }

  /// The ports that are published at the container's own addresses.
  List<PublishedPort> routed(PortRequest request) {
    var ports = new ArrayList<PublishedPort>();
    if (endpoint.ipv4() != null && isRouted("0.0.0.0")) {
      ports.add(new PublishedPort(request.protocol(), "0.0.0.0", 0, request.containerPort()));
    }
    if (endpoint.ipv6() != null && isRouted("::")) {
      ports.add(new PublishedPort(request.protocol(), "::", 0, request.containerPort()));
    }
    return ports;
  }

  private boolean isRouted(String address) {
    return (PortAllocator.isIpv6(address) ? ipv6Mode : ipv4Mode).equals(BridgeOptions.ROUTED);
  }

  /// The host's addresses.
  ///
  /// @param defaultAddress for a request that doesn't say
  List<String> of(PortRequest request, String defaultAddress) {
    return all(request, defaultAddress).stream().filter(address -> !isRouted(address)).toList();
  }

  private List<String> all(PortRequest request, String defaultAddress) {
    boolean hasIpv6 = endpoint.ipv6() != null;
    boolean relayed =
        relays && hostIpv6 && !isRouted("0.0.0.0") && request.protocol() != Protocol.SCTP;
    if (request.hostIp().isEmpty()) {
      if (endpoint.ipv4() == null && hasIpv6 && !PortAllocator.isIpv6(defaultAddress)) {
        return List.of("::");
      }
      boolean everywhere = defaultAddress.equals("0.0.0.0");
      return everywhere && (hasIpv6 || relayed)
          ? List.of(defaultAddress, "::")
          : List.of(defaultAddress);
    }
    String address = IpAddresses.format(IpAddresses.parse(request.hostIp()));
    if (PortAllocator.isIpv6(address) && !relayed) {
      requireTranslatable(address, hasIpv6);
    }
    return List.of(address);
  }

  private static void requireTranslatable(String address, boolean hasIpv6) {
    if (!hasIpv6) {
      throw HavreException.invalid(
          "cannot publish on %s: the container has no IPv6 address".formatted(address));
    }
    if (isLoopback(address)) {
      throw HavreException.invalid(
          "cannot publish on %s: the kernel redirects no IPv6 loopback".formatted(address));
    }
  }

  /// Whether a relay answers at a port, to all or to those whom the kernel doesn't redirect.
  boolean isRelayed(PublishedPort port) {
    String address = port.hostIp();
    boolean ipv6 = PortAllocator.isIpv6(address);
    boolean untranslated = ipv6 ? !settings.ipv6Rules() : !settings.ipv4Rules();
    boolean beyondKernel =
        ipv6 && (endpoint.ipv6() == null || PortAllocator.isAny(address) || isLoopback(address));
    return relays && port.protocol() != Protocol.SCTP && (untranslated || beyondKernel);
  }

  /// The address to which the kernel directs a port; null when it can't.
  @org.jspecify.annotations.Nullable
  InterfaceAddress target(PublishedPort port) {
    boolean ipv6 = PortAllocator.isIpv6(port.hostIp());
    return ipv6 && isLoopback(port.hostIp()) ? null : ipv6 ? endpoint.ipv6() : endpoint.ipv4();
  }

  private static boolean isLoopback(String address) {
    return PortAllocator.isIpv6(address) && IpAddresses.parse(address).isLoopbackAddress();
  }
}
