package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.config.EndpointRules;
import havre.engine.config.PortRules;
import havre.engine.container.EndpointRequest;
import havre.engine.state.Condition;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import havre.network.Gateways;
import havre.network.NetworkErrors;
import havre.network.NetworkInfo;
import havre.network.Networks;
import havre.network.PublishedPort;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/// Puts containers into networks and takes them out, running or not.
final class ChangeNetworks {
  private static final String SHARED =
      "container sharing network namespace with another container or host cannot be connected to"
          + " any other network";
  private static final String HOST =
      "container cannot be disconnected from host network or connected to host network";
  private static final String NONE =
      "container cannot be connected to multiple networks with one of the networks in private"
          + " (none) mode";

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final ConnectNetwork connect;
  private final Networks networks;

  ChangeNetworks(
      EngineParts parts,
      ContainerRegistry registry,
      ContainerEvents events,
      ConnectNetwork connect) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
    this.connect = connect;
    this.networks = parts.networks();
  }

  void connect(NetworkInfo network, String ref, EndpointRequest wish) {
    Container container = registry.resolve(ref);
    try (var _ = container.beginPresent(ref)) {
      Definition before = container.definition();
      requireOwnNetwork(before);
      EndpointRules.check(network, wish);
      requireConnectable(before, network);
      Condition condition = container.condition();
      ConnectNetwork.requireAbsent(condition, network, before);
      var endpoints = new LinkedHashMap<>(before.spec().endpoints());
      endpoints.put(network.name(), wish);
      Definition after = before.withSpec(before.spec().withEndpoints(endpoints));
      Run run = container.run();
      if (run == null) {
        container.redefine(parts.records(), after);
        return;
      }
      plug(container, run, after, network.name());
      events.network("connect", network, container);
    }
  }

  private static void requireOwnNetwork(Definition definition) {
    if (definition.spec().host().networking().mode().startsWith("container:")) {
      throw HavreException.invalid(SHARED);
    }
  }

  private static void requireConnectable(Definition definition, NetworkInfo network) {
    String mode = definition.spec().host().networking().mode();
    if (network.driver().equals("host") || mode.equals("host")) {
      throw HavreException.invalid(mode.equals("host") ? SHARED : HOST);
    }
    boolean hasNone = definition.spec().endpoints().containsKey("none");
    if (hasNone || network.name().equals("none")) {
      throw HavreException.invalid(NONE);
    }
  }

  private void plug(Container container, Run run, Definition after, String name) {
    int pid = run.process().pid();
    List<Endpoint> before = container.condition().endpoints();
    Endpoint added = connect.join(after, name, before);
    var all = new ArrayList<>(before);
    all.add(added);
    try {
      networks.plug(added, all, connect.lookup(after), pid);
      List<PublishedPort> ports = publish(run, container, after, before, all);
      parts.hostFiles().add(after, before, added);
      container.redefine(parts.records(), after);
      container.become(parts.records(), container.condition().withNetwork(all, ports));
    } catch (RuntimeException e) {
      undo(() -> networks.unplug(added, before, connect.lookup(after), pid), e);
      undo(() -> networks.release(added), e);
      throw e;
    }
  }

  /// Published ports follow the way out; where there was none until now, they are published there.
  private List<PublishedPort> publish(
      Run run,
      Container container,
      Definition definition,
      List<Endpoint> before,
      List<Endpoint> after) {
    List<PublishedPort> ports = container.condition().ports();
    Optional<Endpoint> to = Gateways.publishing(after);
    if (to.isPresent() && Gateways.publishing(before).isEmpty()) {
      return run.latePorts()
          .publish(
              networks,
              to.get(),
              PortRules.requests(
                  definition.spec().host().networking(),
                  definition.spec().config().exposedPorts()));
    }
    redirect(ports, before, after);
    return ports;
  }

  private static void undo(Runnable step, RuntimeException reason) {
    try {
      step.run();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  /// @param name what the client calls the network
  /// @param known the network of that name; one that is gone is taken from a container that does
  ///   not run
  void disconnect(String name, Optional<NetworkInfo> known, String ref, boolean force) {
    Container container;
    try {
      container = registry.resolve(ref);
    } catch (HavreException e) {
      throw force && e.kind() == ErrorKind.NOT_FOUND
          ? HavreException.notFound("endpoint " + ref + " not found")
          : e;
    }
    try (var _ = container.beginPresent(ref)) {
      Definition definition = container.definition();
      if (known.isEmpty() && container.run() != null) {
        throw NetworkErrors.notFound(name);
      }
      String network = known.map(NetworkInfo::name).orElse(name);
      boolean host = definition.spec().host().networking().mode().equals("host");
      if (host && container.run() != null) {
        throw HavreException.invalid(HOST);
      }
      if (!definition.spec().endpoints().containsKey(network)) {
        throw ConnectNetwork.notConnected(container, network);
      }
      var endpoints = new LinkedHashMap<>(definition.spec().endpoints());
      endpoints.remove(network);
      container.redefine(
          parts.records(), definition.withSpec(definition.spec().withEndpoints(endpoints)));
      known.ifPresent(info -> {
        unplug(container, info);
        events.network("disconnect", info, container);
      });
    }
  }

  private void unplug(Container container, NetworkInfo network) {
    Run run = container.run();
    Condition condition = container.condition();
    Optional<Endpoint> found =
        condition.endpoints().stream()
            .filter(endpoint -> endpoint.networkId().equals(network.id()))
            .findFirst();
    if (run == null || found.isEmpty()) {
      return;
    }
    Endpoint removed = found.get();
    List<Endpoint> left =
        condition.endpoints().stream().filter(endpoint -> !endpoint.equals(removed)).toList();
    boolean stillPublished = redirect(condition.ports(), condition.endpoints(), left);
    networks.unplug(removed, left, connect.lookup(container.definition()), run.process().pid());
    networks.release(removed);
    parts.hostFiles().remove(container.definition(), condition.endpoints(), removed);
    if (!stillPublished) {
      run.latePorts().park(condition.ports());
    }
    container.become(
        parts.records(),
        condition.withNetwork(left, stillPublished ? condition.ports() : List.of()));
  }

  /// Published ports lead to the network that is the way out.
  ///
  /// @return whether there is still one
  private boolean redirect(List<PublishedPort> ports, List<Endpoint> before, List<Endpoint> after) {
    Optional<Endpoint> from = Gateways.publishing(before);
    Optional<Endpoint> to = Gateways.publishing(after);
    boolean moves = from.isPresent() && to.isPresent() && !from.equals(to);
    if (moves && !ports.isEmpty()) {
      networks.redirect(from.get(), to.get(), ports);
    }
    return to.isPresent();
  }
}
