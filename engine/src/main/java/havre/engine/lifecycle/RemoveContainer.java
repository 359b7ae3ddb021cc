package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.ContainerErrors;
import havre.engine.container.Containers.RemoveOptions;

/// Removes a container, after killing it where that is asked for.
final class RemoveContainer {
  private final ContainerRegistry registry;
  private final StopContainer stop;
  private final DiscardContainer discard;

  RemoveContainer(ContainerRegistry registry, StopContainer stop, DiscardContainer discard) {
    this.registry = registry;
    this.stop = stop;
    this.discard = discard;
  }

  void remove(String ref, RemoveOptions options) {
    if (options.link()) {
      throw new HavreException(ErrorKind.NOT_SUPPORTED, "links are not supported by this release");
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
        String procedure =
            container.state().paused()
                ? "unpause the container before removing or force remove"
                : "stop the container before removing or force remove";
        throw ContainerErrors.removeRunning(
            container.name(), container.state().status().text(), procedure);
      }
      return false;
    }
  }
}
