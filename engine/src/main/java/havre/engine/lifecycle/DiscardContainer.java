package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.WARNING;

import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import havre.engine.container.ContainerView.MountPoint;
import havre.engine.state.Condition;
import havre.volumes.Volume;
import java.util.List;
import java.util.Set;

/// Takes a container that does not run out of the world. Its row goes first of what is the engine's
/// own: what a crash leaves behind after that is swept away when the engine starts.
final class DiscardContainer {
  private static final System.Logger LOG = System.getLogger(DiscardContainer.class.getName());

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;

  DiscardContainer(EngineParts parts, ContainerRegistry registry, ContainerEvents events) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
  }

  /// Only within a transition of the container.
  ///
  /// @param withVolumes whether its anonymous volumes go too
  void discard(Container container, boolean withVolumes) {
    String id = container.id().value();
    ContainerState state = container.state();
    List<String> anonymous = withVolumes ? anonymousVolumes(container) : List.of();
    if (!anonymous.isEmpty()) {
      container.become(
          parts.records(), removing(container.condition()).withIntent(Condition.Intent.REMOVE));
    } else {
      container.show(removing(container.condition()));
    }
    releaseVolumes(container);
    anonymous.forEach(this::removeVolume);
    parts.records().delete(id);
    container.setRemoved();
    registry.remove(container);
    parts.layers().removeSnapshot(id);
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

  private List<String> anonymousVolumes(Container container) {
    return container.definition().mounts().stream()
        .filter(mount -> mount.type().equals("volume"))
        .map(MountPoint::name)
        .filter(name -> isAnonymous(container, name))
        .toList();
  }

  private boolean isAnonymous(Container container, String name) {
    return parts.volumes().list(havre.volumes.VolumeFilters.none()).stream()
            .filter(volume -> volume.name().equals(name))
            .anyMatch(Volume::isAnonymous)
        && parts.volumes().users(name).equals(Set.of(container.id().value()));
  }

  private void releaseVolumes(Container container) {
    for (MountPoint mount : container.definition().mounts()) {
      if (mount.type().equals("volume")) {
        parts.volumes().release(mount.name(), container.id().value());
      }
    }
  }

  private void removeVolume(String name) {
    try {
      parts.volumes().remove(name, true);
    } catch (RuntimeException e) {
      LOG.log(WARNING, "remove volume=" + name + ": " + e.getMessage());
    }
  }
}
