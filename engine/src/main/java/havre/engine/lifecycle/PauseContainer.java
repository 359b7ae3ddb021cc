package havre.engine.lifecycle;

import havre.engine.container.ContainerErrors;
import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import havre.engine.state.ContainerRecords;

/// Freezes all processes of a container, and lets them go on.
final class PauseContainer {
  private final ContainerRecords records;
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final HealthMonitors health;

  PauseContainer(
      ContainerRecords records,
      ContainerRegistry registry,
      ContainerEvents events,
      HealthMonitors health) {
    this.records = records;
    this.registry = registry;
    this.events = events;
    this.health = health;
  }

  void pause(String ref) {
    Container container = registry.resolve(ref);
    try (var _ = container.beginPresent(ref)) {
      Run run = container.requireRun();
      if (container.state().paused()) {
        throw ContainerErrors.alreadyPaused(container.id().value());
      }
      run.process().pause();
      become(container, ContainerStatus.PAUSED);
      health.stop(container);
    }
    events.publish(container, "pause");
  }

  void unpause(String ref) {
    Container container = registry.resolve(ref);
    try (var _ = container.beginPresent(ref)) {
      if (!container.state().paused()) {
        throw ContainerErrors.notPaused(container.id().value());
      }
      container.requireRun().process().unpause();
      become(container, ContainerStatus.RUNNING);
      health.resume(container);
    }
    events.publish(container, "unpause");
  }

  private void become(Container container, ContainerStatus status) {
    ContainerState state = container.state();
    container.become(
        records,
        container
            .condition()
            .withState(
                new ContainerState(
                    status,
                    state.pid(),
                    state.exitCode(),
                    state.error(),
                    state.oomKilled(),
                    state.startedAt(),
                    state.finishedAt())));
  }
}
