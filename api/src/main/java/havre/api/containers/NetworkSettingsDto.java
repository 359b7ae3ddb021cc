package havre.api.containers;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.engine.container.ContainerView;
import havre.engine.container.NetworkSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `NetworkSettings` of `inspect`. The addresses at the top are those on the default bridge, kept
/// for old clients.
record NetworkSettingsDto(
    String bridge,
    @JsonProperty("SandboxID") String sandboxId,
    String sandboxKey,
    Map<String, @Nullable List<PortBinding>> ports,
    boolean hairpinMode,
    @JsonProperty("LinkLocalIPv6Address") String linkLocalIpv6Address,
    @JsonProperty("LinkLocalIPv6PrefixLen") int linkLocalIpv6PrefixLen,
    @JsonProperty("SecondaryIPAddresses") @Nullable List<String> secondaryIpAddresses,
    @JsonProperty("SecondaryIPv6Addresses") @Nullable List<String> secondaryIpv6Addresses,
    @JsonProperty("EndpointID") String endpointId,
    String gateway,
    @JsonProperty("GlobalIPv6Address") String globalIpv6Address,
    @JsonProperty("GlobalIPv6PrefixLen") int globalIpv6PrefixLen,
    @JsonProperty("IPAddress") String ipAddress,
    @JsonProperty("IPPrefixLen") int ipPrefixLen,
    @JsonProperty("IPv6Gateway") String ipv6Gateway,
    String macAddress,
    Map<String, EndpointSettingsDto> networks) {
  private static final String DEFAULT_NETWORK = "bridge";
  private static final NetworkSettings.Endpoint NONE =
      new NetworkSettings.Endpoint("", "", "", "", 0, "", "", 0, "", List.of(), null);

  record PortBinding(String hostIp, String hostPort) {}

  static NetworkSettingsDto of(ContainerView view, ApiVersion version) {
    NetworkSettings settings = view.network();
    NetworkSettings.Endpoint bridge = settings.endpoints().getOrDefault(DEFAULT_NETWORK, NONE);
    return new NetworkSettingsDto(
        "",
        settings.sandboxId(),
        settings.sandboxKey(),
        ports(settings),
        false,
        "",
        0,
        null,
        null,
        bridge.endpointId(),
        bridge.gateway(),
        bridge.ipv6Address(),
        bridge.ipv6PrefixLength(),
        bridge.ipAddress(),
        bridge.ipPrefixLength(),
        bridge.ipv6Gateway(),
        bridge.macAddress(),
        networks(view, version));
  }

  static Map<String, EndpointSettingsDto> networks(ContainerView view, ApiVersion version) {
    var networks = new LinkedHashMap<String, EndpointSettingsDto>();
    view.network()
        .endpoints()
        .forEach((name, endpoint) ->
            networks.put(name, EndpointSettingsDto.of(endpoint, view.id().shortForm(), version)));
    return networks;
  }

  /// A port that is exposed only has null for its bindings.
  private static Map<String, @Nullable List<PortBinding>> ports(NetworkSettings settings) {
    var ports = new LinkedHashMap<String, @Nullable List<PortBinding>>();
    settings
        .ports()
        .forEach((port, hosts) ->
            ports.put(
                port.toString(),
                hosts.isEmpty()
                    ? null
                    : hosts.stream().map(h -> new PortBinding(h.hostIp(), h.hostPort())).toList()));
    return ports;
  }
}
