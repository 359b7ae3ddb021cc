package havre.network;

import org.jspecify.annotations.Nullable;

/// What a container asks of a network.
///
/// @param macAddress a hardware address to use (`--mac-address`); null for one made from the IP
///   address
public record EndpointRequest(
    String containerId, String containerName, @Nullable String macAddress) {

  public static EndpointRequest of(String containerId, String containerName) {
    return new EndpointRequest(containerId, containerName, null);
  }
}
