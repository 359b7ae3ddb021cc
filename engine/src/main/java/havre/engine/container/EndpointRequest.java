package havre.engine.container;

import java.util.List;
import java.util.Map;

/// What is wished for a container's endpoint on one network; empty strings leave the choice to the
/// engine.
public record EndpointRequest(
    String ipv4Address,
    String ipv6Address,
    String macAddress,
    List<String> aliases,
    List<String> links,
    Map<String, String> driverOptions) {
  public static final EndpointRequest ANY =
      new EndpointRequest("", "", "", List.of(), List.of(), Map.of());

  public EndpointRequest {
    aliases = Copies.list(aliases);
    links = Copies.list(links);
    driverOptions = Copies.map(driverOptions);
  }
}
