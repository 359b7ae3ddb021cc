package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.ContainerErrors;
import havre.engine.container.EndpointRequest;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import java.util.List;

/// Gives a container another name.
final class RenameContainer {
  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;

  RenameContainer(EngineParts parts, ContainerRegistry registry, ContainerEvents events) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
  }

  void rename(String ref, String asked) {
    if (ref.isEmpty() || asked.isEmpty()) {
      throw ContainerErrors.renameEmpty();
    }
    Container container = registry.resolve(ref);
    try (var _ = container.beginPresent(ref)) {
      String old = container.name();
      String id = container.id().value();
      if (old.equals(asked.startsWith("/") ? asked.substring(1) : asked)) {
        throw ContainerErrors.sameName();
      }
      String name = reserve(asked, id);
      try {
        container.redefine(parts.records(), container.definition().withName(name));
      } catch (HavreException e) {
        registry.freeName(name, id);
        throw e;
      }
      registry.freeName(old, id);
      renameEndpoints(container);
      events.publish(container, "rename", "oldName", "/" + old);
    }
  }

  /// Others on its networks find it by its new name from now on.
  private void renameEndpoints(Container container) {
    Definition definition = container.definition();
    List<Endpoint> renamed =
        container.condition().endpoints().stream()
            .map(endpoint -> renamed(definition, endpoint))
            .toList();
    if (!renamed.isEmpty()) {
      container.become(
          parts.records(),
          container.condition().withNetwork(renamed, container.condition().ports()));
      renamed.forEach(parts.networks()::rename);
    }
  }

  private static Endpoint renamed(Definition definition, Endpoint endpoint) {
    EndpointRequest wish =
        definition.spec().endpoints().getOrDefault(endpoint.networkName(), EndpointRequest.ANY);
    List<String> names =
        endpoint.dnsNames().isEmpty() ? List.of() : ConnectNetwork.dnsNames(definition, wish);
    return endpoint.withNames(definition.name(), names);
  }

  private String reserve(String asked, String id) {
    try {
      return registry.reserve(asked.startsWith("/") ? asked : "/" + asked, id);
    } catch (HavreException e) {
      throw ContainerErrors.cannotAllocateName(e);
    }
  }
}
