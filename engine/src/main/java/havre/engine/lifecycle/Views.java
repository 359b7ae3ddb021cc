package havre.engine.lifecycle;

import havre.engine.config.LinkSpec;
import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerPort;
import havre.engine.container.ContainerSpec;
import havre.engine.container.ContainerView;
import havre.engine.container.ContainerView.GraphDriver;
import havre.engine.container.EndpointRequest;
import havre.engine.container.HostOptions;
import havre.engine.container.HostPort;
import havre.engine.container.NetworkSettings;
import havre.engine.launch.SecurityOptions;
import havre.engine.state.Condition;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import havre.network.Gateways;
import havre.network.InterfaceAddress;
import havre.network.NetworkInfo;
import havre.network.PublishedPort;
import havre.store.snapshots.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes what readers see of a container from its current snapshot.
final class Views {
  private static final String DRIVER = "overlay2";
  private static final String JOIN = "container:";

  private final EngineParts parts;
  private final ConnectNetwork network;
  private final Function<String, List<String>> execIds;

  /// @param execIds the execs of a container that have not ended
  Views(EngineParts parts, ConnectNetwork network, Function<String, List<String>> execIds) {
    this.parts = parts;
    this.network = network;
    this.execIds = execIds;
  }

  /// Without what costs a look at the disk.
  ContainerView summary(Container container) {
    return view(container, new GraphDriver(DRIVER, Map.of()));
  }

  ContainerView full(Container container) {
    return view(container, graphDriver(container));
  }

  private ContainerView view(Container container, GraphDriver graphDriver) {
    Container.Snapshot snapshot = container.snapshot();
    Definition definition = snapshot.definition();
    Condition condition = snapshot.condition();
    List<String> arguments = definition.arguments();
    boolean started = condition.state().startedAt() != null;
    boolean logged = definition.spec().host().logConfig().type().equals("json-file");
    return new ContainerView(
        definition.id(),
        definition.name(),
        definition.created(),
        definition.imageId(),
        withShownLinks(definition),
        arguments.getFirst(),
        arguments.subList(1, arguments.size()),
        condition.state(),
        condition.restartCount(),
        definition.mounts(),
        networkSettings(snapshot),
        parts.files().view(definition.id().value(), started, logged),
        graphDriver,
        definition.platform(),
        SecurityOptions.parse(definition.spec().host().privileges()).appArmor(),
        execIds.apply(definition.id().value()),
        container.health(),
        null,
        List.of());
  }

  /// Links are shown by the names of both containers, `/redis:/webapp/db`.
  private static ContainerSpec withShownLinks(Definition definition) {
    ContainerSpec spec = definition.spec();
    HostOptions.Networking networking = spec.host().networking();
    if (networking.links().isEmpty()) {
      return spec;
    }
    List<String> shown =
        networking.links().stream()
            .map(LinkSpec::parse)
            .map(link -> "/%s:/%s/%s".formatted(link.container(), definition.name(), link.alias()))
            .toList();
    return new ContainerSpec(
        spec.config(), spec.host().withNetworking(networking.withLinks(shown)), spec.endpoints());
  }

  private GraphDriver graphDriver(Container container) {
    if (container.removed()) {
      return new GraphDriver(DRIVER, Map.of());
    }
    Snapshot layers = parts.layers().snapshot(container.id().value());
    var data = new TreeMap<String, String>();
    data.put(
        "LowerDir", layers.lower().stream().map(Path::toString).collect(Collectors.joining(":")));
    data.put("UpperDir", layers.upper().toString());
    data.put("WorkDir", layers.work().toString());
    data.put("MergedDir", layers.upper().resolveSibling("merged").toString());
    return new GraphDriver(DRIVER, data);
  }

  private NetworkSettings networkSettings(Container.Snapshot snapshot) {
    Definition definition = snapshot.definition();
    Condition condition = snapshot.condition();
    String mode = definition.spec().host().networking().mode();
    if (mode.startsWith(JOIN)) {
      return NetworkSettings.NONE;
    }
    boolean running = condition.state().running();
    var endpoints = new TreeMap<String, NetworkSettings.Endpoint>();
    definition
        .spec()
        .endpoints()
        .forEach((name, request) -> endpoints.put(name, endpoint(name, request, snapshot)));
    return new NetworkSettings(
        condition.endpoints().isEmpty() ? "" : condition.endpoints().getFirst().id(),
        running && condition.state().pid() > 0
            ? "/proc/" + condition.state().pid() + "/ns/net"
            : "",
        running ? ports(definition.spec().config(), published(condition)) : Map.of(),
        endpoints);
  }

  /// Ports of a container without a way out are kept for it, and lead nowhere.
  private static List<PublishedPort> published(Condition condition) {
    return Gateways.publishing(condition.endpoints()).isPresent() ? condition.ports() : List.of();
  }

  private static Map<ContainerPort, List<HostPort>> ports(
      ContainerConfig config, List<PublishedPort> published) {
    var ports = new TreeMap<ContainerPort, List<HostPort>>();
    config.exposedPorts().forEach(port -> ports.put(port, List.of()));
    for (PublishedPort port : published) {
      var inside = new ContainerPort(port.containerPort(), port.protocol().toString());
      var bindings = new ArrayList<>(ports.getOrDefault(inside, List.of()));
      String number = port.isRouted() ? "" : Integer.toString(port.hostPort());
      bindings.add(new HostPort(port.hostIp(), number));
      ports.put(inside, bindings);
    }
    return new LinkedHashMap<>(ports);
  }

  private NetworkSettings.Endpoint endpoint(
      String name, EndpointRequest request, Container.Snapshot snapshot) {
    Optional<Endpoint> place =
        snapshot.condition().endpoints().stream()
            .filter(e -> e.networkName().equals(name))
            .findFirst();
    if (place.isEmpty()) {
      return resting(name, request, snapshot);
    }
    Endpoint endpoint = place.get();
    Optional<InterfaceAddress> ipv4 = endpoint.ipv4Address();
    Optional<InterfaceAddress> ipv6 = endpoint.ipv6Address();
    return new NetworkSettings.Endpoint(
        endpoint.networkId(),
        endpoint.id(),
        ipv4.map(InterfaceAddress::shownGateway).orElse(""),
        ipv4.map(InterfaceAddress::address).orElse(""),
        ipv4.map(InterfaceAddress::prefixLength).orElse(0),
        ipv6.map(InterfaceAddress::shownGateway).orElse(""),
        ipv6.map(InterfaceAddress::address).orElse(""),
        ipv6.map(InterfaceAddress::prefixLength).orElse(0),
        endpoint.macAddress(),
        endpoint.dnsNames(),
        request);
  }

  /// A place that the container has when it runs; before its first start nothing is known of it.
  private NetworkSettings.Endpoint resting(
      String name, EndpointRequest request, Container.Snapshot snapshot) {
    boolean started = snapshot.condition().state().startedAt() != null;
    boolean named = started && !NetworkInfo.isPredefined(name);
    return new NetworkSettings.Endpoint(
        started ? network.idOf(name) : "",
        "",
        "",
        "",
        0,
        "",
        "",
        0,
        "",
        named ? ConnectNetwork.dnsNames(snapshot.definition(), request) : List.of(),
        request);
  }
}
