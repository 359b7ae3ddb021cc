package havre.network;

import havre.common.HavreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The three networks that every engine has, and how they are found.
final class PredefinedNetworks {
  private static final String OPTION = "com.docker.network.bridge.";

  private final NetworkSettings settings;
  private final NetworkIdentity identity;
  private final BridgeDriver.Bridge bridge;

  PredefinedNetworks(
      NetworkSettings settings, NetworkIdentity identity, BridgeDriver.Bridge bridge) {
    this.settings = settings;
    this.identity = identity;
    this.bridge = bridge;
  }

  List<NetworkInfo> list(Collection<Endpoint> endpoints) {
    return List.of(
        network("none", identity.noneId(), "null"),
        network("host", identity.hostId(), "host"),
        bridge(endpoints));
  }

  /// By full id, then by name, then by a beginning of an id that only one has.
  Optional<NetworkInfo> find(String text, Collection<Endpoint> endpoints) {
    List<NetworkInfo> all = list(endpoints);
    Optional<NetworkInfo> exact =
        all.stream()
            .filter(network -> network.id().equals(text))
            .findFirst()
            .or(() -> all.stream().filter(network -> network.name().equals(text)).findFirst());
    if (exact.isPresent() || text.isEmpty()) {
      return exact;
    }
    List<NetworkInfo> beginning =
        all.stream().filter(network -> network.id().startsWith(text)).toList();
    if (beginning.size() > 1) {
      throw HavreException.invalid(
          "network %s is ambiguous (%d matches found based on ID prefix)"
              .formatted(text, beginning.size()));
    }
    return beginning.stream().findFirst();
  }

  private NetworkInfo bridge(Collection<Endpoint> endpoints) {
    var ipam =
        new ArrayList<>(
            List.of(
                new NetworkInfo.Ipam(
                    bridge.ipv4().network().toString(),
                    IpAddresses.format(bridge.ipv4().address()))));
    bridge
        .ipv6()
        .ifPresent(address ->
            ipam.add(
                new NetworkInfo.Ipam(
                    address.network().toString(), IpAddresses.format(address.address()))));
    return new NetworkInfo(
        "bridge",
        identity.bridgeId(),
        identity.created(),
        "bridge",
        bridge.ipv6().isPresent(),
        ipam,
        options(),
        endpoints.stream()
            .collect(Collectors.toMap(Endpoint::containerId, e -> e, (_, later) -> later)));
  }

  private Map<String, String> options() {
    var options = new TreeMap<String, String>();
    options.put(OPTION + "default_bridge", "true");
    options.put(OPTION + "enable_icc", Boolean.toString(settings.icc()));
    options.put(OPTION + "enable_ip_masquerade", Boolean.toString(settings.ipMasquerade()));
    options.put(OPTION + "host_binding_ipv4", settings.publishAddress());
    options.put(OPTION + "name", settings.bridge());
    options.put("com.docker.network.driver.mtu", Integer.toString(settings.mtu()));
    return options;
  }

  private NetworkInfo network(String name, String id, String driver) {
    return new NetworkInfo(
        name, id, identity.created(), driver, false, List.of(), Map.of(), Map.of());
  }
}
