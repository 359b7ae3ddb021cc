package havre.engine.lifecycle;

import havre.engine.config.MountRules;
import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import havre.engine.launch.ImageTrees;
import havre.engine.state.Condition;
import java.util.List;

/// Takes a container that does not run out of the world. Its row goes first of what is the engine's
/// own: what a crash leaves behind after that is swept away when the engine starts.
final class DiscardContainer {
  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final VolumeUse volumes;

  DiscardContainer(EngineParts parts, ContainerRegistry registry, ContainerEvents events) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
    this.volumes = new VolumeUse(parts);
  }

  /// Only within a transition of the container.
  ///
  /// @param withVolumes whether its anonymous volumes go too
  void discard(Container container, boolean withVolumes) {
    Condition before = container.condition();
    try {
      forget(container, withVolumes);
    } catch (RuntimeException e) {
      container.show(before);
      throw e;
    }
    clear(container, before.state());
  }

  /// Removes the container's record. Until that is done, as on a disk that is full, the container
  /// is as it was.
  private void forget(Container container, boolean withVolumes) {
    List<String> anonymous = withVolumes ? volumes.unnamed(container.definition()) : List.of();
    if (!anonymous.isEmpty()) {
      container.become(
          parts.records(), removing(container.condition()).withIntent(Condition.Intent.REMOVE));
    } else {
      container.show(removing(container.condition()));
    }
    volumes.release(container.definition());
    volumes.removeUnused(anonymous);
    parts.records().delete(container.id().value());
  }

  private void clear(Container container, ContainerState state) {
    String id = container.id().value();
    container.setRemoved();
    registry.remove(container);
    parts.layers().removeSnapshot(id);
    container.definition().mounts().stream()
        .filter(point -> point.type().equals(MountRules.IMAGE))
        .forEach(point -> parts.layers().removeSnapshot(ImageTrees.key(id, point.destination())));
    parts.files().remove(id);
    parts.logs().forget(id);
    events.publish(container, "destroy");
    container.pendingClients().dismiss();
    container.waiters().removed(state.exitCode(), "");
  }

  private static Condition removing(Condition before) {
    ContainerState state = before.state();
    return before.withState(
        new ContainerState(
            ContainerStatus.REMOVING,
            0,
            state.exitCode(),
            state.error(),
            state.oomKilled(),
            state.startedAt(),
            state.finishedAt()));
  }
}
