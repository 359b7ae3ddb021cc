package havre.network;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.HavreException;
import havre.common.plugin.PluginConnection;
import java.util.List;
import java.util.Map;

/// A network driver that is a program of its own.
record RemoteDriver(PluginConnection connection) {
  static final String KIND = "NetworkDriver";
  private static final String CALL = KIND + ".";
  private static final String NETWORK = "NetworkID";
  private static final String ENDPOINT = "EndpointID";

  void createNetwork(NetworkDefinition network) {
    NetworkSpec spec = network.spec();
    connection.call(
        CALL + "CreateNetwork",
        Map.of(
            NETWORK,
            network.id(),
            "Options",
            Map.of(
                "com.docker.network.generic",
                spec.options(),
                "com.docker.network.enable_ipv4",
                spec.enableIpv4(),
                "com.docker.network.enable_ipv6",
                spec.enableIpv6(),
                "com.docker.network.internal",
                spec.internal()),
            "IPv4Data",
            pools(spec, true),
            "IPv6Data",
            pools(spec, false)));
  }

  private static List<Map<String, Object>> pools(NetworkSpec spec, boolean ipv4) {
    return spec.subnets(ipv4).stream().map(RemoteDriver::pool).toList();
  }

  private static Map<String, Object> pool(Subnet subnet) {
    return Map.of(
        "AddressSpace",
        "LocalDefault",
        "Pool",
        subnet.subnet(),
        "Gateway",
        subnet.gateway().isEmpty() ? "" : subnet.gateway() + "/" + subnet.prefix().length(),
        "AuxAddresses",
        subnet.auxiliary());
  }

  void deleteNetwork(String id) {
    connection.call(CALL + "DeleteNetwork", Map.of(NETWORK, id));
  }

  /// @return the interface, with what the driver adds to the endpoint's own wishes
  JsonNode createEndpoint(Endpoint endpoint) {
    return connection
        .call(
            CALL + "CreateEndpoint",
            Map.of(
                NETWORK,
                endpoint.networkId(),
                ENDPOINT,
                endpoint.id(),
                "Interface",
                Map.of(
                    "Address",
                    endpoint.ipv4Address().map(InterfaceAddress::withPrefix).orElse(""),
                    "AddressIPv6",
                    endpoint.ipv6Address().map(InterfaceAddress::withPrefix).orElse(""),
                    "MacAddress",
                    endpoint.macAddress()),
                "Options",
                endpoint.driverOptions()))
        .path("Interface");
  }

  void deleteEndpoint(Endpoint endpoint) {
    connection.call(CALL + "DeleteEndpoint", ids(endpoint));
  }

  /// @throws HavreException when the driver gives no interface
  Place join(Endpoint endpoint) {
    JsonNode answer =
        connection.call(
            CALL + "Join",
            Map.of(
                NETWORK,
                endpoint.networkId(),
                ENDPOINT,
                endpoint.id(),
                "SandboxKey",
                "/var/run/docker/netns/" + endpoint.containerId(),
                "Options",
                Map.of()));
    JsonNode name = answer.path("InterfaceName");
    if (!answer.path("StaticRoutes").isEmpty()) {
      throw HavreException.internal(
          "network driver %s asks for static routes, which this engine does not make"
              .formatted(connection.plugin()),
          null);
    }
    return new Place(
        name.path("SrcName").asText(""),
        name.path("DstPrefix").asText("eth"),
        answer.path("Gateway").asText(""),
        answer.path("GatewayIPv6").asText(""));
  }

  /// What a driver made for an endpoint.
  ///
  /// @param source the interface on the host that is to be the container's; empty for none
  /// @param prefix of its name there
  record Place(String source, String prefix, String gateway, String gatewayIpv6) {}

  void leave(Endpoint endpoint) {
    connection.call(CALL + "Leave", ids(endpoint));
  }

  private static Map<String, String> ids(Endpoint endpoint) {
    return Map.of(NETWORK, endpoint.networkId(), ENDPOINT, endpoint.id());
  }
}
