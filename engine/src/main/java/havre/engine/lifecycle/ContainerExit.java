package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import havre.engine.state.Condition;
import havre.network.Endpoint;
import havre.runtime.ExitRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What happens when a container's process has ended: its output is taken in, its end recorded and
/// told, its place in the network freed; then it is started again, removed, or left.
final class ContainerExit {
  private static final System.Logger LOG = System.getLogger(ContainerExit.class.getName());
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final EngineParts parts;
  private final ContainerEvents events;
  private final ConnectNetwork network;
  private final DiscardContainer discard;
  private final VolumeUse volumes;
  private final HealthMonitors health;
  private final Executor threads;
  private Consumer<Container> restart =
      container -> {
        throw new IllegalStateException("nobody restarts containers");
      };
  private Consumer<Container> onEnd = container -> {};
  private volatile boolean engineEnds;

  ContainerExit(
      EngineParts parts,
      ContainerEvents events,
      ConnectNetwork network,
      DiscardContainer discard,
      HealthMonitors health,
      Executor threads) {
    this.parts = parts;
    this.events = events;
    this.network = network;
    this.discard = discard;
    this.volumes = new VolumeUse(parts);
    this.health = health;
    this.threads = threads;
  }

  /// Names who starts containers again; once, when the engine is put together.
  void restartWith(Consumer<Container> starter) {
    restart = starter;
  }

  /// Names who is told of each end; once, when the engine is put together.
  void tell(Consumer<Container> listener) {
    onEnd = listener;
  }

  /// The engine ends, and with it the containers: none is started again.
  void endWithEngine() {
    engineEnds = true;
  }

  void ended(Container container, Run run, ExitRecord exit) {
    try (var _ = container.begin()) {
      if (container.run() != run) {
        return;
      }
      boolean kept = container.keepAtExit(); // who restarts it goes on as soon as it has ended
      health.stop(container);
      drain(container, run);
      Condition before = container.condition();
      Optional<Duration> again = again(container, before, exit);
      Condition after = after(before, exit, again.isPresent());
      container.setRun(null);
      boolean recorded = record(container, after);
      publish(container, before, exit);
      run.ended().complete(null);
      container.waiters().exited(exit.code(), "");
      release(container, run, before.endpoints(), recorded);
      onEnd.accept(container);
      if (again.isPresent()) {
        schedule(container, again.get());
      } else if (container.definition().autoRemove() && !kept) {
        discard.discard(container, true);
      }
    }
  }

  private static void drain(Container container, Run run) {
    try {
      if (!run.streams().awaitDrained(DRAIN)) {
        LOG.log(WARNING, "container=" + container.id() + ": a client is slow to take its output");
      }
      run.streams().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.log(ERROR, "container=" + container.id() + ": close its streams", e);
    }
  }

  private Optional<Duration> again(Container container, Condition before, ExitRecord exit) {
    if (before.stoppedByHand() || engineEnds) {
      return Optional.empty();
    }
    Instant started = Objects.requireNonNullElse(before.state().startedAt(), exit.finishedAt());
    return container
        .backOff()
        .afterExit(
            container.definition().spec().host().restartPolicy(),
            exit.code(),
            before.restartCount(),
            Duration.between(started, exit.finishedAt()));
  }

  private static Condition after(Condition before, ExitRecord exit, boolean again) {
    return before
        .withIntent(Condition.Intent.NONE)
        .withNetwork(List.of(), List.of())
        .withState(
            new ContainerState(
                again ? ContainerStatus.RESTARTING : ContainerStatus.EXITED,
                0,
                exit.code(),
                "",
                exit.oomKilled(),
                before.state().startedAt(),
                exit.finishedAt()));
  }

  /// @return false when it could not be written: what the runtime keeps is left for the next engine
  private boolean record(Container container, Condition after) {
    try {
      container.become(parts.records(), after);
      return true;
    } catch (HavreException e) {
      LOG.log(ERROR, "container=" + container.id() + ": record its end: " + e.getMessage());
      container.show(after);
      return false;
    }
  }

  private void publish(Container container, Condition before, ExitRecord exit) {
    if (exit.oomKilled()) {
      events.publish(container, "oom");
    }
    for (Endpoint endpoint : before.endpoints()) {
      events.network("disconnect", network.infoOf(endpoint), container);
    }
    volumes.tellUnmounted(container.definition());
    Instant started = Objects.requireNonNullElse(before.state().startedAt(), exit.finishedAt());
    events.publish(
        container,
        "die",
        "execDuration",
        Long.toString(Math.max(0, Duration.between(started, exit.finishedAt()).toSeconds())),
        "exitCode",
        Integer.toString(exit.code()));
  }

  private void release(Container container, Run run, List<Endpoint> endpoints, boolean recorded) {
    try {
      endpoints.forEach(parts.networks()::release);
      run.latePorts().close();
      if (recorded) {
        run.process().release();
      }
      volumes.unmount(container.definition());
    } catch (RuntimeException e) {
      LOG.log(ERROR, "container=" + container.id() + ": release what it held", e);
    }
  }

  private void schedule(Container container, Duration wait) {
    CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, threads)
        .execute(() -> restart.accept(container));
  }
}
