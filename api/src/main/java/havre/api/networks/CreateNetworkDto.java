package havre.api.networks;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.network.NetworkSpec;
import havre.network.Subnet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The body of `POST /networks/create`.
///
/// @param checkDuplicate what old clients say; duplicates are always refused
record CreateNetworkDto(
    @Nullable String name,
    @Nullable Boolean checkDuplicate,
    @Nullable String driver,
    @Nullable String scope,
    @JsonProperty("EnableIPv4") @Nullable Boolean enableIpv4,
    @JsonProperty("EnableIPv6") @Nullable Boolean enableIpv6,
    @JsonProperty("IPAM") @Nullable IpamDto ipam,
    @Nullable Boolean internal,
    @Nullable Boolean attachable,
    @Nullable Boolean ingress,
    @Nullable Boolean configOnly,
    @Nullable ConfigFromDto configFrom,
    @Nullable Map<String, String> options,
    @Nullable Map<String, String> labels) {
  private static final int CHOOSES_IPV4 = 48;
  private static final String IPV4_OPTION = "com.docker.network.enable_ipv4";
  private static final String IPV6_OPTION = "com.docker.network.enable_ipv6";

  record ConfigFromDto(@Nullable String network) {}

  record IpamDto(
      @Nullable String driver,
      @Nullable Map<String, String> options,
      @Nullable List<SubnetDto> config) {}

  record SubnetDto(
      @Nullable String subnet,
      @JsonProperty("IPRange") @Nullable String ipRange,
      @Nullable String gateway,
      @Nullable Map<String, String> auxiliaryAddresses) {

    Subnet toDomain() {
      return new Subnet(
          text(subnet),
          text(ipRange),
          text(gateway),
          Objects.requireNonNullElse(auxiliaryAddresses, Map.of()),
          Subnet.Origin.GIVEN);
    }
  }

  /// The network that is asked for. IPv4 can be switched off since API 1.48.
  NetworkSpec toDomain(ApiVersion version) {
    if (Boolean.TRUE.equals(ingress)) {
      throw new HavreException(
          ErrorKind.FORBIDDEN, "Ingress network can only be global scope network");
    }
    if (text(scope).equals("swarm")) {
      throw new HavreException(
          ErrorKind.FORBIDDEN, "cannot create a swarm scoped network when swarm is not active");
    }
    if (text(driver).equals("overlay")) {
      throw new HavreException(
          ErrorKind.FORBIDDEN,
          "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to"
              + " connect this node to swarm and try again.");
    }
    return new NetworkSpec(
        text(name),
        text(driver).isEmpty() ? "bridge" : text(driver),
        family(version.atLeast(CHOOSES_IPV4) ? enableIpv4 : null, IPV4_OPTION, true),
        family(enableIpv6, IPV6_OPTION, false),
        ipam == null ? NetworkSpec.Ipam.DEFAULT : ipam(ipam),
        Boolean.TRUE.equals(internal),
        Boolean.TRUE.equals(attachable),
        Boolean.TRUE.equals(configOnly),
        configFrom == null ? "" : text(configFrom.network()),
        Objects.requireNonNullElse(options, Map.of()),
        Objects.requireNonNullElse(labels, Map.of()));
  }

  /// What the request says itself goes before an option of the driver.
  private boolean family(@Nullable Boolean said, String option, boolean otherwise) {
    String text = options == null ? "" : text(options.get(option));
    if (said != null || text.isEmpty()) {
      return said == null ? otherwise : said;
    }
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw HavreException.invalid("driver-opt \"%s\" is not a valid bool".formatted(option));
    };
  }

  private static NetworkSpec.Ipam ipam(IpamDto ipam) {
    return new NetworkSpec.Ipam(
        text(ipam.driver()).isEmpty() ? "default" : text(ipam.driver()),
        ipam.options(),
        Objects.requireNonNullElse(ipam.config(), List.<SubnetDto>of()).stream()
            .map(SubnetDto::toDomain)
            .toList());
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
