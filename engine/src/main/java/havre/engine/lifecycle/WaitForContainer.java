package havre.engine.lifecycle;

import havre.engine.container.Containers.WaitCondition;
import havre.engine.container.Containers.WaitResult;
import java.util.concurrent.CompletableFuture;

/// Registers those who wait for a container.
final class WaitForContainer {
  private final ContainerRegistry registry;

  WaitForContainer(ContainerRegistry registry) {
    this.registry = registry;
  }

  CompletableFuture<WaitResult> wait(String ref, WaitCondition condition) {
    Container container = registry.resolve(ref);
    CompletableFuture<WaitResult> waiter = container.waiters().add(condition);
    boolean over =
        container.removed()
            || (condition == WaitCondition.NOT_RUNNING
                && container.run() == null
                && !container.state().running());
    if (over) {
      waiter.complete(new WaitResult(container.state().exitCode(), container.state().error()));
    }
    return waiter;
  }
}
