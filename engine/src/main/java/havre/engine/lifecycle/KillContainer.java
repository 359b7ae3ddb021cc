package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.config.Signals;
import havre.engine.container.ContainerErrors;

/// Sends a signal to a container's process.
final class KillContainer {
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final StopContainer stop;

  KillContainer(ContainerRegistry registry, ContainerEvents events, StopContainer stop) {
    this.registry = registry;
    this.events = events;
    this.stop = stop;
  }

  void kill(String ref, String signal) {
    try {
      Container container = registry.resolve(ref);
      kill(container, signal.isEmpty() ? Signals.KILL : Signals.parseKnown(signal));
    } catch (HavreException e) {
      throw ContainerErrors.cannotKill(ref, e);
    }
  }

  private void kill(Container container, int signal) {
    if (signal == Signals.KILL) {
      if (!stop.kill(container)) {
        throw ContainerErrors.notRunning(container.id().value());
      }
      return;
    }
    if (signal == StopContainer.stopSignal(container)) {
      stop.markStopped(container);
    }
    container.requireRun().process().signal(signal);
    events.publish(container, "kill", "signal", Integer.toString(signal));
  }
}
