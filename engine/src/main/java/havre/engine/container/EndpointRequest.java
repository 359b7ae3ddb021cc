package havre.engine.container;

import java.util.List;
import java.util.Map;

/// What is wished for a container's endpoint on one network; empty strings leave the choice to the
/// engine.
///
/// @param links `container[:alias]`, known to this container only
/// @param gatewayPriority of a container's networks, the one with the highest is its way out
/// @param linkLocalAddresses further addresses of the interface
public record EndpointRequest(
    String ipv4Address,
    String ipv6Address,
    String macAddress,
    List<String> aliases,
    List<String> links,
    Map<String, String> driverOptions,
    int gatewayPriority,
    List<String> linkLocalAddresses) {
  public static final EndpointRequest ANY =
      new EndpointRequest("", "", "", List.of(), List.of(), Map.of(), 0, List.of());

  public EndpointRequest {
    aliases = Copies.list(aliases);
    links = Copies.list(links);
    driverOptions = Copies.map(driverOptions);
    linkLocalAddresses = Copies.list(linkLocalAddresses);
  }

  /// Whether an address of its own choice is asked for.
  public boolean choosesAddress() {
    return !ipv4Address.isEmpty() || !ipv6Address.isEmpty() || !linkLocalAddresses.isEmpty();
  }
}
