package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.config.LinkSpec;
import havre.engine.container.HostOptions;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which containers a container is linked with.
record Links(ContainerRegistry registry) {
  private static final String BRIDGE = "bridge";
  private static final String OF_CONTAINER = "container:";
  private static final Set<String> OWN_MODES = Set.of("", "default", BRIDGE, "host", "none");

  /// Refuses links to containers that are not there, or have no network of their own. On networks
  /// that users defined a link's target may come later.
  void check(HostOptions.Networking asked) {
    if (!OWN_MODES.contains(asked.mode()) && !asked.mode().startsWith(OF_CONTAINER)) {
      return;
    }
    for (String text : asked.links()) {
      LinkSpec link = LinkSpec.parse(text);
      Container target =
          find(link)
              .orElseThrow(() ->
                  HavreException.invalid(
                      "could not get container for %s: No such container: %s"
                          .formatted(link.container(), link.container())));
      if (mode(networkOwner(target)).equals("host")) {
        throw HavreException.invalid(
            "conflicting options: host type networking can't be used with links. This would result in undefined behavior");
      }
    }
  }

  /// The container whose network a container has: its own, or another's that it joined.
  private Container networkOwner(Container container) {
    Container owner = container;
    var seen = new HashSet<Container>();
    while (seen.add(owner) && mode(owner).startsWith(OF_CONTAINER)) {
      owner = registry.resolve(mode(owner).substring(OF_CONTAINER.length()));
    }
    return owner;
  }

  private static String mode(Container container) {
    return container.definition().spec().host().networking().mode();
  }

  /// The links on the default bridge, all of whose targets must run.
  List<ResolvedLink> onBridge(Definition owner) {
    var resolved = new ArrayList<ResolvedLink>();
    if (!owner.spec().host().networking().mode().equals(BRIDGE)) {
      return resolved;
    }
    for (String text : owner.spec().host().networking().links()) {
      LinkSpec link = LinkSpec.parse(text);
      Container named =
          find(link)
              .orElseThrow(() -> HavreException.notFound("No such container: " + link.container()));
      Container target = networkOwner(named);
      requireOnBridge(target);
      if (target.run() == null) {
        throw HavreException.internal(
            "Cannot link to a non running container: /%s AS /%s/%s"
                .formatted(target.name(), owner.name(), link.alias()),
            null);
      }
      resolved.add(
          new ResolvedLink(link.alias(), target.definition(), onBridge(target), owner.name()));
    }
    return resolved;
  }

  /// Those of [#onBridge] whose targets run: what a container that runs already is told of others.
  List<ResolvedLink> running(Definition owner) {
    var resolved = new ArrayList<ResolvedLink>();
    if (!owner.spec().host().networking().mode().equals(BRIDGE)) {
      return resolved;
    }
    for (String text : owner.spec().host().networking().links()) {
      LinkSpec link = LinkSpec.parse(text);
      targetOf(link)
          .ifPresent(target ->
              target.condition().endpoints().stream()
                  .filter(endpoint -> endpoint.networkName().equals(BRIDGE))
                  .findFirst()
                  .ifPresent(endpoint ->
                      resolved.add(
                          new ResolvedLink(
                              link.alias(), target.definition(), endpoint, owner.name()))));
    }
    return resolved;
  }

  /// The containers that run and are linked with one on the default bridge.
  List<Container> linkedWith(Container target) {
    return registry.all().stream()
        .filter(owner -> owner.run() != null)
        .filter(owner -> mode(owner).equals(BRIDGE))
        .filter(owner ->
            owner.definition().spec().host().networking().links().stream()
                .map(LinkSpec::parse)
                .anyMatch(link -> targetOf(link).filter(target::equals).isPresent()))
        .toList();
  }

  /// The container that a link leads to; none where it, or the one whose network it joined, is
  /// gone.
  private java.util.Optional<Container> targetOf(LinkSpec link) {
    try {
      return find(link).map(this::networkOwner);
    } catch (HavreException e) {
      return java.util.Optional.empty();
    }
  }

  /// The names that containers' links give others, `owner/alias`, by the others' ids.
  Map<String, List<String>> names() {
    var names = new HashMap<String, List<String>>();
    for (Container owner : registry.all()) {
      for (String text : owner.definition().spec().host().networking().links()) {
        LinkSpec link = LinkSpec.parse(text);
        find(link)
            .ifPresent(target ->
                names
                    .computeIfAbsent(target.id().value(), _ -> new ArrayList<>())
                    .add(owner.name() + "/" + link.alias()));
      }
    }
    return names;
  }

  private static void requireOnBridge(Container target) {
    if (!target.definition().spec().endpoints().containsKey(BRIDGE)) {
      throw notOnBridge(target);
    }
  }

  private static Endpoint onBridge(Container target) {
    return target.condition().endpoints().stream()
        .filter(endpoint -> endpoint.networkName().equals(BRIDGE))
        .findFirst()
        .orElseThrow(() -> notOnBridge(target));
  }

  private static HavreException notOnBridge(Container target) {
    return HavreException.internal(
        "Cannot link to /%s, as it does not belong to the default network".formatted(target.name()),
        null);
  }

  /// The aliases that links on user-defined networks give, by network, each with the container as
  /// the link names it: it may come later.
  static Map<String, Map<String, String>> aliases(Definition owner) {
    var aliases = new LinkedHashMap<String, Map<String, String>>();
    owner
        .spec()
        .endpoints()
        .forEach((network, wish) -> {
          if (!network.equals(BRIDGE)) {
            var own = new LinkedHashMap<String, String>();
            wish.links().stream()
                .map(LinkSpec::parse)
                .forEach(link -> own.put(link.alias(), link.container()));
            aliases.put(network, own);
          }
        });
    return aliases;
  }

  private java.util.Optional<Container> find(LinkSpec link) {
    try {
      return java.util.Optional.of(registry.resolve(link.container()));
    } catch (HavreException e) {
      return java.util.Optional.empty();
    }
  }
}
