package havre.api;

import havre.engine.Filters;
import havre.engine.container.EndpointRequest;
import havre.engine.network.ContainerNetworks;
import havre.network.Endpoint;
import havre.network.InterfaceAddress;
import havre.network.NetworkDefinition;
import havre.network.NetworkErrors;
import havre.network.NetworkInfo;
import havre.network.NetworkSpec;
import havre.network.Subnet;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The predefined networks with one container in the bridge, and what is made besides.
public final class FakeNetworks implements ContainerNetworks {
  private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final String CONTAINER = "c".repeat(64);

  private final List<NetworkInfo> networks = new ArrayList<>();
  private final List<String> calls = new ArrayList<>();

  public FakeNetworks() {
    networks.add(
        info("none", "a".repeat(64), NetworkSpec.Ipam.DEFAULT, "null", Map.of(), Map.of()));
    networks.add(
        info("host", "b".repeat(64), NetworkSpec.Ipam.DEFAULT, "host", Map.of(), Map.of()));
    networks.add(
        info(
            "bridge",
            "d".repeat(64),
            new NetworkSpec.Ipam(
                "default", null, List.of(Subnet.of("172.17.0.0/16", "172.17.0.1"))),
            "bridge",
            Map.of("com.docker.network.bridge.name", "havre0"),
            Map.of(CONTAINER, endpoint())));
  }

  /// What was asked of containers: `connect NETWORK CONTAINER ADDRESS`.
  public List<String> calls() {
    return calls;
  }

  @Override
  public List<NetworkInfo> list() {
    return List.copyOf(networks);
  }

  @Override
  public Optional<NetworkInfo> find(String nameOrId) {
    return list().stream()
        .filter(network -> network.name().equals(nameOrId) || network.id().startsWith(nameOrId))
        .findFirst();
  }

  @Override
  public NetworkInfo create(NetworkSpec spec) {
    var network =
        new NetworkInfo(new NetworkDefinition("f".repeat(64), CREATED, spec, true), Map.of());
    networks.add(network);
    return network;
  }

  @Override
  public void remove(String nameOrId) {
    if (nameOrId.equals("full")) {
      throw new UncheckedIOException(
          new FileSystemException("/data/hosts", null, "No space left on device"));
    }
    NetworkInfo network = find(nameOrId).orElseThrow(() -> NetworkErrors.notFound(nameOrId));
    if (network.isPredefined()) {
      throw NetworkErrors.cannotRemove(network.name());
    }
    networks.remove(network);
  }

  @Override
  public List<String> prune(Filters filters) {
    List<String> names =
        list().stream().filter(n -> !n.isPredefined()).map(NetworkInfo::name).toList();
    names.forEach(this::remove);
    return names;
  }

  @Override
  public boolean isUsed(NetworkInfo network) {
    return !network.containers().isEmpty();
  }

  @Override
  public void connect(String network, String container, EndpointRequest request) {
    calls.add(
        "connect %s %s %s %s"
            .formatted(network, container, request.ipv4Address(), request.aliases()));
  }

  @Override
  public void disconnect(String network, String container, boolean force) {
    calls.add("disconnect %s %s %s".formatted(network, container, force));
  }

  private static NetworkInfo info(
      String name,
      String id,
      NetworkSpec.Ipam ipam,
      String driver,
      Map<String, String> options,
      Map<String, Endpoint> containers) {
    var spec =
        new NetworkSpec(
            name, driver, true, false, ipam, false, false, false, "", options, Map.of());
    return new NetworkInfo(new NetworkDefinition(id, CREATED, spec, false), containers);
  }

  private static Endpoint endpoint() {
    return new Endpoint(
        "e".repeat(64),
        "d".repeat(64),
        "bridge",
        CONTAINER,
        "web",
        "02:42:ac:11:00:02",
        new InterfaceAddress("172.17.0.2", 16, "172.17.0.1"),
        null,
        List.of(),
        "vethheeeeeeeeee",
        100,
        "eth0",
        1500,
        0,
        List.of(),
        Map.of());
  }
}
