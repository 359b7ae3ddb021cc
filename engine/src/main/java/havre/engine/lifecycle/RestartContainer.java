package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.ContainerErrors;
import org.jspecify.annotations.Nullable;

/// Ends a container's process if it runs, and starts it.
final class RestartContainer {
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final StopContainer stop;
  private final StartContainer start;

  RestartContainer(
      ContainerRegistry registry,
      ContainerEvents events,
      StopContainer stop,
      StartContainer start) {
    this.registry = registry;
    this.events = events;
    this.stop = stop;
    this.start = start;
  }

  void restart(String ref, String signal, @Nullable Integer timeout) {
    Container container = registry.resolve(ref);
    try {
      restart(container, StopContainer.signal(container, signal), timeout);
    } catch (HavreException e) {
      throw ContainerErrors.cannotRestart(ref, e);
    }
    events.publish(container, "restart");
  }

  private void restart(Container container, int number, @Nullable Integer timeout) {
    container.setKeepAtExit(true);
    try {
      if (stop.stop(container, number, timeout)) {
        events.publish(container, "stop");
      }
    } finally {
      container.setKeepAtExit(false);
    }
    try {
      start.start(container.id().value());
    } catch (HavreException e) {
      if (e.kind() != ErrorKind.NOT_MODIFIED) {
        throw e;
      }
    }
  }
}
