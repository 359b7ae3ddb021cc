package havre.engine.lifecycle;

import havre.common.Digest;
import havre.common.HavreException;
import havre.engine.config.LinkSpec;
import havre.engine.container.ContainerErrors;
import havre.engine.container.ContainerStatus;
import havre.engine.system.EngineInfo.Counts;
import havre.images.ImageUses.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/// All containers, by id and by name. No lock is held over it; a name is taken by whoever puts it
/// first.
public final class ContainerRegistry {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
  private static final String AFTER_LAST_DIGIT = "g";

  private final NavigableMap<String, Container> byId = new ConcurrentSkipListMap<>();
  private final Map<String, String> idByName = new ConcurrentHashMap<>();

  Collection<Container> all() {
    return byId.values();
  }

  /// Finds a container by id, name, the name that a link gives it (`owner/alias`) or the start of
  /// an id.
  ///
  /// @throws HavreException NOT_FOUND, or INVALID where more than one fits
  Container resolve(String ref) {
    return find(ref).orElseThrow(() -> ContainerErrors.noSuchContainer(ref));
  }

  Optional<Container> find(String ref) {
    if (ref.isEmpty()) {
      throw ContainerErrors.emptyName();
    }
    Container exact = byId.get(ref);
    if (exact != null) {
      return Optional.of(exact);
    }
    String name = ref.startsWith("/") ? ref.substring(1) : ref;
    Optional<Container> named = byName(name);
    if (named.isPresent()) {
      return named;
    }
    int slash = name.lastIndexOf('/');
    return slash < 0
        ? byPrefix(ref)
        : byName(name.substring(0, slash))
            .flatMap(owner -> linked(owner, name.substring(slash + 1)));
  }

  private Optional<Container> byName(String name) {
    return Optional.ofNullable(idByName.get(name)).map(byId::get);
  }

  /// What a container has linked under an alias.
  private Optional<Container> linked(Container owner, String alias) {
    return owner.definition().spec().host().networking().links().stream()
        .map(LinkSpec::parse)
        .filter(link -> link.alias().equals(alias))
        .findFirst()
        .flatMap(link -> find(link.container()));
  }

  private Optional<Container> byPrefix(String prefix) {
    Collection<Container> matches =
        byId.subMap(prefix, true, prefix + AFTER_LAST_DIGIT, false).values();
    Container only = null;
    for (Container match : matches) {
      if (only != null) {
        throw ContainerErrors.ambiguousPrefix(prefix);
      }
      only = match;
    }
    return Optional.ofNullable(only);
  }

  /// Takes a name for a container.
  ///
  /// @return the name without its slash
  /// @throws HavreException INVALID for a malformed one, CONFLICT for one that is taken
  String reserve(String asked, String id) {
    String name = asked.startsWith("/") ? asked.substring(1) : asked;
    if (!NAME.matcher(name).matches()) {
      throw ContainerErrors.invalidName(asked);
    }
    String owner = idByName.putIfAbsent(name, id);
    if (owner != null) {
      throw ContainerErrors.nameInUse(name, owner);
    }
    return name;
  }

  /// Takes a name of the engine's making.
  String reserveAny(NameGenerator names, String id) {
    for (int attempt = 0; ; attempt++) {
      String name = names.next(attempt);
      if (idByName.putIfAbsent(name, id) == null) {
        return name;
      }
    }
  }

  void freeName(String name, String id) {
    idByName.remove(name, id);
  }

  /// Shows a container whose name was reserved.
  void add(Container container) {
    byId.put(container.id().value(), container);
  }

  void remove(Container container) {
    byId.remove(container.id().value());
    freeName(container.name(), container.id().value());
  }

  /// The containers of an image.
  public List<Use> usesOf(Digest imageId) {
    String id = imageId.toString();
    return byId.values().stream()
        .filter(container -> container.definition().uses(id))
        .map(container ->
            new Use(
                container.id().value(),
                container.definition().spec().config().image(),
                container.state().running()))
        .toList();
  }

  /// How many containers there are.
  ///
  /// @param images how many images there are
  public Counts counts(int images) {
    int running = 0;
    int paused = 0;
    int stopped = 0;
    for (Container container : byId.values()) {
      ContainerStatus status = container.state().status();
      if (status == ContainerStatus.PAUSED) {
        paused++;
      } else if (container.state().running()) {
        running++;
      } else {
        stopped++;
      }
    }
    return new Counts(running + paused + stopped, running, paused, stopped, images);
  }
}
