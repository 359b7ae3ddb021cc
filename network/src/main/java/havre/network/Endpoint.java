package havre.network;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A container's place in a network: its addresses and the two ends of its veth pair.
///
/// It is a plain value; the engine stores it with the container and hands it back after a restart
/// of the daemon ([Networks#reconcile]).
///
/// @param id 64 hexadecimal digits, new at every start
/// @param hostInterface the veth's name in the host's namespace
/// @param interfaceIndex the index of the interface in the container; the host's end has the next
/// @param containerInterface `eth0`
/// @param ipv6 absent when the network has no IPv6
public record Endpoint(
    String id,
    String networkId,
    String containerId,
    String containerName,
    String macAddress,
    InterfaceAddress ipv4,
    @Nullable InterfaceAddress ipv6,
    String hostInterface,
    int interfaceIndex,
    String containerInterface,
    int mtu) {

  public Optional<InterfaceAddress> ipv6Address() {
    return Optional.ofNullable(ipv6);
  }

  int hostInterfaceIndex() {
    return interfaceIndex + 1;
  }
}
