package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.config.Signals;
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
    int number = signal.isEmpty() ? StopContainer.stopSignal(container) : Signals.parse(signal);
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
    events.publish(container, "restart");
  }
}
