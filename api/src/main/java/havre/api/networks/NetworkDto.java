package havre.api.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.api.Timestamps;
import havre.network.Endpoint;
import havre.network.InterfaceAddress;
import havre.network.NetworkInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One network.
///
/// @param enableIpv4 told since API 1.48
public record NetworkDto(
    String name,
    String id,
    String created,
    String scope,
    String driver,
    @JsonProperty("EnableIPv4") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable Boolean enableIpv4,
    @JsonProperty("EnableIPv6") boolean enableIpv6,
    @JsonProperty("IPAM") IpamDto ipam,
    boolean internal,
    boolean attachable,
    boolean ingress,
    ConfigFromDto configFrom,
    boolean configOnly,
    Map<String, EndpointDto> containers,
    Map<String, String> options,
    Map<String, String> labels) {
  private static final int TELLS_IPV4 = 48;

  /// Where addresses come from; `config` is null for networks without addresses.
  public record IpamDto(
      String driver, @Nullable Map<String, String> options, @Nullable List<SubnetDto> config) {}

  /// One subnet.
  public record SubnetDto(String subnet, String gateway) {}

  /// The network whose configuration this one takes; always none.
  public record ConfigFromDto(String network) {}

  /// A container's place in the network.
  public record EndpointDto(
      String name,
      @JsonProperty("EndpointID") String endpointId,
      String macAddress,
      @JsonProperty("IPv4Address") String ipv4Address,
      @JsonProperty("IPv6Address") String ipv6Address) {

    static EndpointDto of(Endpoint endpoint) {
      return new EndpointDto(
          endpoint.containerName(),
          endpoint.id(),
          endpoint.macAddress(),
          endpoint.ipv4().withPrefix(),
          endpoint.ipv6Address().map(InterfaceAddress::withPrefix).orElse(""));
    }
  }

  /// @param withContainers whether to tell the containers; lists don't
  static NetworkDto of(NetworkInfo network, boolean withContainers, ApiVersion version) {
    var containers = new TreeMap<String, EndpointDto>();
    if (withContainers) {
      network.containers().forEach((id, endpoint) -> containers.put(id, EndpointDto.of(endpoint)));
    }
    List<SubnetDto> subnets =
        network.ipam().stream().map(ipam -> new SubnetDto(ipam.subnet(), ipam.gateway())).toList();
    return new NetworkDto(
        network.name(),
        network.id(),
        Timestamps.format(network.created()),
        network.scope(),
        network.driver(),
        version.atLeast(TELLS_IPV4) ? true : null,
        network.enableIpv6(),
        new IpamDto("default", null, subnets.isEmpty() ? null : subnets),
        false,
        false,
        false,
        new ConfigFromDto(""),
        false,
        containers,
        new TreeMap<>(network.options()),
        Map.of());
  }
}
