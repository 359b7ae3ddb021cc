package havre.api;

import havre.network.Endpoint;
import havre.network.EndpointRequest;
import havre.network.InterfaceAddress;
import havre.network.NetworkInfo;
import havre.network.Networks;
import havre.network.PortRequest;
import havre.network.Publication;
import havre.network.PublishedPort;
import havre.network.SandboxNetwork;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The predefined networks with one container in the bridge; they can only be looked at.
public final class FakeNetworks implements Networks {
  private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final String CONTAINER = "c".repeat(64);

  @Override
  public List<NetworkInfo> list() {
    return List.of(
        bare("none", "a".repeat(64), "null"),
        bare("host", "b".repeat(64), "host"),
        new NetworkInfo(
            "bridge",
            "d".repeat(64),
            CREATED,
            "bridge",
            false,
            List.of(new NetworkInfo.Ipam("172.17.0.0/16", "172.17.0.1")),
            Map.of("com.docker.network.bridge.name", "havre0"),
            Map.of(CONTAINER, endpoint())));
  }

  @Override
  public Optional<NetworkInfo> find(String nameOrId) {
    return list().stream()
        .filter(network -> network.name().equals(nameOrId) || network.id().startsWith(nameOrId))
        .findFirst();
  }

  @Override
  public Endpoint connect(String network, EndpointRequest request) {
    throw unexpected();
  }

  @Override
  public Publication publish(Endpoint endpoint, List<PortRequest> ports) {
    throw unexpected();
  }

  @Override
  public SandboxNetwork sandbox(Endpoint endpoint) {
    throw unexpected();
  }

  @Override
  public void release(Endpoint endpoint) {
    throw unexpected();
  }

  @Override
  public List<PublishedPort> publishedPorts(Endpoint endpoint) {
    return List.of();
  }

  @Override
  public void reconcile(Collection<LiveEndpoint> live) {
    throw unexpected();
  }

  @Override
  public boolean verify() {
    return false;
  }

  @Override
  public String hostGateway() {
    return "172.17.0.1";
  }

  private static NetworkInfo bare(String name, String id, String driver) {
    return new NetworkInfo(name, id, CREATED, driver, false, List.of(), Map.of(), Map.of());
  }

  private static Endpoint endpoint() {
    return new Endpoint(
        "e".repeat(64),
        "d".repeat(64),
        CONTAINER,
        "web",
        "02:42:ac:11:00:02",
        new InterfaceAddress("172.17.0.2", 16, "172.17.0.1"),
        null,
        "vethheeeeeeeeee",
        100,
        "eth0",
        1500);
  }

  private static AssertionError unexpected() {
    return new AssertionError("the API changes no networks");
  }
}
