package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.engine.config.HealthFailureAction;
import java.util.concurrent.Executor;

/// Does what a container's annotation wants done when it has become unhealthy.
final class HealthFailure {
  private static final System.Logger LOG = System.getLogger(HealthFailure.class.getName());

  private final StopContainer stop;
  private final RestartContainer restart;
  private final KillContainer kill;
  private final Executor threads;

  HealthFailure(
      StopContainer stop, RestartContainer restart, KillContainer kill, Executor threads) {
    this.stop = stop;
    this.restart = restart;
    this.kill = kill;
    this.threads = threads;
  }

  void unhealthy(Container container) {
    HealthFailureAction action = HealthFailureAction.of(container.definition().spec().host());
    if (action != HealthFailureAction.NONE) {
      threads.execute(() -> act(container, action));
    }
  }

  private void act(Container container, HealthFailureAction action) {
    String id = container.id().value();
    try {
      switch (action) {
        case KILL -> kill.kill(id, "KILL");
        case STOP -> stop.stop(id, "", null);
        case RESTART -> restart.restart(id, "", null);
        case NONE -> {
          // unhealthy is only shown
        }
      }
    } catch (HavreException e) {
      LOG.log(WARNING, "container=" + id + " unhealthy, " + action + ": " + e.getMessage());
    }
  }
}
