package havre.api.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.api.Timestamps;
import havre.network.Endpoint;
import havre.network.InterfaceAddress;
import havre.network.NetworkInfo;
import havre.network.NetworkSpec;
import havre.network.Subnet;
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
      String driver, @Nullable Map<String, String> options, @Nullable List<SubnetDto> config) {

    static IpamDto of(NetworkSpec.Ipam ipam) {
      List<SubnetDto> subnets = ipam.subnets().stream().map(SubnetDto::of).toList();
      return new IpamDto(ipam.driver(), ipam.options(), subnets.isEmpty() ? null : subnets);
    }
  }

  /// One subnet.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record SubnetDto(
      String subnet,
      @JsonProperty("IPRange") String ipRange,
      String gateway,
      Map<String, String> auxiliaryAddresses) {

    static SubnetDto of(Subnet subnet) {
      return new SubnetDto(
          subnet.subnet(),
          subnet.ipRange(),
          subnet.shownGateway(),
          new TreeMap<>(subnet.auxiliary()));
    }
  }

  /// The network whose configuration this one takes; empty for its own.
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
          endpoint.ipv4Address().map(InterfaceAddress::withPrefix).orElse(""),
          endpoint.ipv6Address().map(InterfaceAddress::withPrefix).orElse(""));
    }
  }

  /// @param withContainers whether to tell the containers; lists don't
  static NetworkDto of(NetworkInfo network, boolean withContainers, ApiVersion version) {
    var containers = new TreeMap<String, EndpointDto>();
    if (withContainers) {
      network.containers().forEach((id, endpoint) -> containers.put(id, EndpointDto.of(endpoint)));
    }
    NetworkSpec spec = network.spec();
    return new NetworkDto(
        network.name(),
        network.id(),
        Timestamps.format(network.created()),
        network.scope(),
        spec.configOnly() ? "null" : network.driver(),
        version.atLeast(TELLS_IPV4) ? spec.enableIpv4() : null,
        spec.enableIpv6(),
        IpamDto.of(spec.ipam()),
        spec.internal(),
        spec.attachable(),
        false,
        new ConfigFromDto(spec.configFrom()),
        spec.configOnly(),
        containers,
        new TreeMap<>(spec.options()),
        new TreeMap<>(spec.labels()));
  }
}
