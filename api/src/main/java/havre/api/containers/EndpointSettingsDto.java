package havre.api.containers;

import static havre.api.containers.Values.emptyAsNull;
import static havre.api.containers.Values.list;
import static havre.api.containers.Values.map;
import static havre.api.containers.Values.text;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.engine.container.EndpointRequest;
import havre.engine.container.NetworkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `EndpointSettings`: what a client wishes on a network, and what it got.
public record EndpointSettingsDto(
    @JsonProperty("IPAMConfig") @Nullable IpamConfigDto ipamConfig,
    @Nullable List<String> links,
    @Nullable List<String> aliases,
    @Nullable String macAddress,
    @Nullable Map<String, String> driverOpts,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer gwPriority,
    @JsonProperty("NetworkID") @Nullable String networkId,
    @JsonProperty("EndpointID") @Nullable String endpointId,
    @Nullable String gateway,
    @JsonProperty("IPAddress") @Nullable String ipAddress,
    @JsonProperty("IPPrefixLen") @Nullable Integer ipPrefixLen,
    @JsonProperty("IPv6Gateway") @Nullable String ipv6Gateway,
    @JsonProperty("GlobalIPv6Address") @Nullable String globalIpv6Address,
    @JsonProperty("GlobalIPv6PrefixLen") @Nullable Integer globalIpv6PrefixLen,
    @JsonProperty("DNSNames") @Nullable List<String> dnsNames) {

  /// Addresses that a client chooses.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record IpamConfigDto(
      @JsonProperty("IPv4Address") @Nullable String ipv4Address,
      @JsonProperty("IPv6Address") @Nullable String ipv6Address,
      @JsonProperty("LinkLocalIPs") @Nullable List<String> linkLocalIps) {}

  /// What a client wishes.
  public EndpointRequest toDomain() {
    return new EndpointRequest(
        ipamConfig == null ? "" : text(ipamConfig.ipv4Address()),
        ipamConfig == null ? "" : text(ipamConfig.ipv6Address()),
        text(macAddress),
        list(aliases),
        list(links),
        map(driverOpts),
        gwPriority == null ? 0 : gwPriority,
        ipamConfig == null ? java.util.List.of() : list(ipamConfig.linkLocalIps()));
  }

  static EndpointSettingsDto of(
      NetworkSettings.Endpoint endpoint, String shortId, ApiVersion version) {
    EndpointRequest wished = endpoint.request() == null ? EndpointRequest.ANY : endpoint.request();
    var aliases = new ArrayList<>(wished.aliases());
    if (!version.atLeast(45) && endpoint.dnsNames().contains(shortId)) {
      aliases.add(shortId); // before 1.45 the aliases told what DNSNames tells now
    }
    return new EndpointSettingsDto(
        wished.choosesAddress()
            ? new IpamConfigDto(
                wished.ipv4Address(), wished.ipv6Address(), wished.linkLocalAddresses())
            : null,
        emptyAsNull(wished.links()),
        emptyAsNull(aliases),
        endpoint.macAddress(),
        wished.driverOptions().isEmpty() ? null : wished.driverOptions(),
        version.atLeast(48) ? Integer.valueOf(wished.gatewayPriority()) : null,
        endpoint.networkId(),
        endpoint.endpointId(),
        endpoint.gateway(),
        endpoint.ipAddress(),
        endpoint.ipPrefixLength(),
        endpoint.ipv6Gateway(),
        endpoint.ipv6Address(),
        endpoint.ipv6PrefixLength(),
        emptyAsNull(endpoint.dnsNames()));
  }
}
