package havre.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A container's place in a network: its addresses and the two ends of its veth pair.
///
/// It is a plain value; the engine stores it with the container and hands it back after a restart
/// of the daemon ([Networks#reconcile]).
///
/// @param id 64 hexadecimal digits, new at every start
/// @param ipv4 absent when the network has no IPv4
/// @param ipv6 absent when the network has no IPv6
/// @param linkLocal further addresses of the interface
/// @param hostInterface the veth's name in the host's namespace; empty when the host has no end
/// @param interfaceIndex the index of the interface in the container; the host's end has the next
/// @param containerInterface `eth0`
/// @param gatewayPriority of a container's endpoints, the one with the highest gets the default
///   route
/// @param dnsNames by which others on the network find the container
public record Endpoint(
    String id,
    String networkId,
    String networkName,
    String containerId,
    String containerName,
    String macAddress,
    @Nullable InterfaceAddress ipv4,
    @Nullable InterfaceAddress ipv6,
    List<String> linkLocal,
    String hostInterface,
    int interfaceIndex,
    String containerInterface,
    int mtu,
    int gatewayPriority,
    List<String> dnsNames,
    Map<String, String> driverOptions) {

  public Endpoint {
    linkLocal = linkLocal == null ? List.of() : List.copyOf(linkLocal);
    dnsNames = dnsNames == null ? List.of() : List.copyOf(dnsNames);
    driverOptions = driverOptions == null ? Map.of() : Map.copyOf(driverOptions);
  }

  public Optional<InterfaceAddress> ipv4Address() {
    return Optional.ofNullable(ipv4);
  }

  public Optional<InterfaceAddress> ipv6Address() {
    return Optional.ofNullable(ipv6);
  }

  /// Its addresses of both families.
  public List<InterfaceAddress> addresses() {
    return Stream.concat(ipv4Address().stream(), ipv6Address().stream()).toList();
  }

  /// Its address of one family.
  Optional<InterfaceAddress> address(boolean ofIpv4) {
    return ofIpv4 ? ipv4Address() : ipv6Address();
  }

  int hostInterfaceIndex() {
    return interfaceIndex + 1;
  }

  /// The same with what a driver chose for it.
  Endpoint entered(
      String mac,
      @Nullable InterfaceAddress chosenIpv4,
      @Nullable InterfaceAddress chosenIpv6,
      String interfaceName) {
    return new Endpoint(
        id,
        networkId,
        networkName,
        containerId,
        containerName,
        mac,
        chosenIpv4,
        chosenIpv6,
        linkLocal,
        hostInterface,
        interfaceIndex,
        interfaceName,
        mtu,
        gatewayPriority,
        dnsNames,
        driverOptions);
  }

  /// The same under other names.
  public Endpoint withNames(String newContainerName, List<String> newDnsNames) {
    return new Endpoint(
        id,
        networkId,
        networkName,
        containerId,
        newContainerName,
        macAddress,
        ipv4,
        ipv6,
        linkLocal,
        hostInterface,
        interfaceIndex,
        containerInterface,
        mtu,
        gatewayPriority,
        newDnsNames,
        driverOptions);
  }
}
