package havre.network;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a container asks of a network.
///
/// @param macAddress a hardware address to use (`--mac-address`); null for one made from the IP
///   address
/// @param ipv4 a wished address, or empty
/// @param ipv6 a wished address, or empty
/// @param linkLocal further addresses of the link
/// @param dnsNames by which others on the network find it
/// @param gatewayPriority of its networks, the one with the highest gets the default route
/// @param interfaceName in the container
/// @param ipv6Off whether it is to have no address of IPv6, whatever the network has
public record EndpointRequest(
    String containerId,
    String containerName,
    @Nullable String macAddress,
    String ipv4,
    String ipv6,
    List<String> linkLocal,
    List<String> dnsNames,
    int gatewayPriority,
    Map<String, String> driverOptions,
    String interfaceName,
    boolean ipv6Off) {
  private static final String IFNAME = "com.docker.network.endpoint.ifname";

  public EndpointRequest {
    linkLocal = List.copyOf(linkLocal);
    dnsNames = List.copyOf(dnsNames);
    driverOptions = Map.copyOf(driverOptions);
    interfaceName = driverOptions.getOrDefault(IFNAME, interfaceName);
  }

  public static EndpointRequest of(String containerId, String containerName) {
    return new EndpointRequest(
        containerId, containerName, null, "", "", List.of(), List.of(), 0, Map.of(), "eth0", false);
  }

  /// The same with names by which it is found.
  public EndpointRequest withNames(String... names) {
    return new EndpointRequest(
        containerId,
        containerName,
        macAddress,
        ipv4,
        ipv6,
        linkLocal,
        List.of(names),
        gatewayPriority,
        driverOptions,
        interfaceName,
        ipv6Off);
  }

  /// The same with wished addresses.
  public EndpointRequest withAddresses(String wishedIpv4, String wishedIpv6) {
    return with(wishedIpv4, wishedIpv6, interfaceName, ipv6Off);
  }

  /// The same for another interface of the container.
  public EndpointRequest withInterface(String name) {
    return with(ipv4, ipv6, name, ipv6Off);
  }

  /// The same without IPv6.
  public EndpointRequest withoutIpv6() {
    return with(ipv4, ipv6, interfaceName, true);
  }

  private EndpointRequest with(
      String otherIpv4, String otherIpv6, String otherInterface, boolean otherIpv6Off) {
    return new EndpointRequest(
        containerId,
        containerName,
        macAddress,
        otherIpv4,
        otherIpv6,
        linkLocal,
        dnsNames,
        gatewayPriority,
        driverOptions,
        otherInterface,
        otherIpv6Off);
  }
}
