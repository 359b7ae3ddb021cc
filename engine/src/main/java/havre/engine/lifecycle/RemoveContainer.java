package havre.engine.lifecycle;

import havre.engine.container.ContainerErrors;
import havre.engine.container.Containers.RemoveOptions;

/// Removes a container, after killing it where that is asked for, or a link.
final class RemoveContainer {
  private final ContainerRegistry registry;
  private final StopContainer stop;
  private final DiscardContainer discard;
  private final RemoveLink link;

  RemoveContainer(
      ContainerRegistry registry, StopContainer stop, DiscardContainer discard, RemoveLink link) {
    this.registry = registry;
    this.stop = stop;
    this.discard = discard;
    this.link = link;
  }

  void remove(String ref, RemoveOptions options) {
    if (options.link()) {
      link.remove(ref);
      return;
    }
    Container container = registry.resolve(ref);
    while (!tryRemove(container, ref, options)) {
      stop.kill(container);
    }
  }

  /// @return false when it runs and may be killed
  private boolean tryRemove(Container container, String ref, RemoveOptions options) {
    try (var _ = container.begin()) {
      if (container.removed()) {
        if (options.force()) {
          return true;
        }
        throw ContainerErrors.noSuchContainer(ref);
      }
      if (container.run() == null && !container.state().restarting()) {
        discard.discard(container, options.volumes());
        return true;
      }
      if (!options.force()) {
        throw ContainerErrors.removeRunning(container.name(), container.state().status());
      }
      return false;
    }
  }
}
