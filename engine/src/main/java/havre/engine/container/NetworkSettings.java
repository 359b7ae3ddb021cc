package havre.engine.container;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container's place on its networks.
///
/// @param sandboxKey path of the network namespace, or empty
/// @param ports each exposed or published port; an empty list where it is exposed only
/// @param endpoints by the network's name
public record NetworkSettings(
    String sandboxId,
    String sandboxKey,
    Map<ContainerPort, List<HostPort>> ports,
    Map<String, Endpoint> endpoints) {
  public static final NetworkSettings NONE = new NetworkSettings("", "", Map.of(), Map.of());

  public NetworkSettings {
    ports = Copies.map(ports);
    endpoints = Copies.map(endpoints);
  }

  /// One endpoint; addresses are empty while the container does not run.
  ///
  /// @param request what was asked for, or `null`
  public record Endpoint(
      String networkId,
      String endpointId,
      String gateway,
      String ipAddress,
      int ipPrefixLength,
      String ipv6Gateway,
      String ipv6Address,
      int ipv6PrefixLength,
      String macAddress,
      List<String> dnsNames,
      @Nullable EndpointRequest request) {
    public Endpoint {
      dnsNames = Copies.list(dnsNames);
    }
  }
}
