package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.config.LinkSpec;
import havre.engine.container.ContainerSpec;
import havre.engine.container.HostOptions;
import havre.engine.state.Definition;
import java.util.List;

/// Takes a link away from the container that has it; both containers stay.
final class RemoveLink {
  private final EngineParts parts;
  private final ContainerRegistry registry;

  RemoveLink(EngineParts parts, ContainerRegistry registry) {
    this.parts = parts;
    this.registry = registry;
  }

  /// @param ref the name that the link gives its target, `owner/alias`
  void remove(String ref) {
    registry.resolve(ref);
    String name = ref.startsWith("/") ? ref.substring(1) : ref;
    int slash = name.lastIndexOf('/');
    if (slash < 0) {
      throw HavreException.internal(
          "Conflict, cannot remove the default link name of the container", null);
    }
    Container owner = registry.resolve(name.substring(0, slash));
    String alias = name.substring(slash + 1);
    try (var _ = owner.beginPresent(ref)) {
      Definition definition = owner.definition();
      owner.redefine(parts.records(), without(definition, alias));
      if (owner.run() != null) {
        parts.hostFiles().unlink(definition, alias);
      }
    }
  }

  private static Definition without(Definition definition, String alias) {
    HostOptions.Networking networking = definition.spec().host().networking();
    List<String> left =
        networking.links().stream()
            .filter(link -> !LinkSpec.parse(link).alias().equals(alias))
            .toList();
    ContainerSpec spec = definition.spec();
    return definition.withSpec(
        new ContainerSpec(
            spec.config(),
            spec.host().withNetworking(networking.withLinks(left)),
            spec.endpoints()));
  }
}
