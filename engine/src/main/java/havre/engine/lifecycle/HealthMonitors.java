package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.engine.container.Health;
import havre.engine.container.HealthCheck;
import havre.engine.state.ContainerRecords;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Probes the containers that have a health check, each on a thread of its own, from their start to
/// their end; not while they are paused.
final class HealthMonitors {
  private static final System.Logger LOG = System.getLogger(HealthMonitors.class.getName());
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
  private static final int DEFAULT_RETRIES = 3;
  private static final Duration UNRECORDED = Duration.ofSeconds(30);

  private final HealthProbe probe;
  private final ContainerRecords records;
  private final ContainerEvents events;
  private final Clock clock;
  private Consumer<Container> onFailure = container -> {};

  HealthMonitors(HealthProbe probe, ContainerRecords records, ContainerEvents events, Clock clock) {
    this.probe = probe;
    this.records = records;
    this.events = events;
    this.clock = clock;
  }

  /// Names who is told of a container that has become unhealthy; once, when the engine is put
  /// together.
  void tell(Consumer<Container> listener) {
    onFailure = listener;
  }

  /// At a start. To be called within a transition, as the other changes are.
  void begin(Container container) {
    if (HealthProbe.command(container).isEmpty()) {
      return;
    }
    Health before = container.health();
    record(container, before == null ? Health.STARTING : before.restarted());
    watch(container);
  }

  /// After a pause, or when the engine has started again meanwhile: what was found before holds on.
  void resume(Container container) {
    if (HealthProbe.command(container).isEmpty()) {
      return;
    }
    if (container.health() == null) {
      record(container, Health.STARTING);
    }
    watch(container);
  }

  /// At an end or a pause.
  void stop(Container container) {
    Monitor monitor = container.healthMonitor();
    if (monitor != null) {
      monitor.stop();
      container.setHealthMonitor(null);
      Health health = container.health();
      if (health != null) {
        record(container, health.unwatched());
      }
    }
  }

  /// A state file that cannot be written keeps no container from starting or ending.
  private void record(Container container, Health health) {
    try {
      records.setHealth(container.id().value(), health);
    } catch (HavreException e) {
      LOG.log(WARNING, "container=" + container.id() + ": record its health: " + e.getMessage());
    }
    container.setHealth(health);
  }

  private void watch(Container container) {
    Monitor former = container.healthMonitor();
    if (former != null) {
      former.stop();
    }
    HealthCheck check =
        Objects.requireNonNull(container.definition().spec().config().healthCheck());
    var monitor = new Monitor(container, check);
    container.setHealthMonitor(monitor);
    Thread.ofVirtual().name("health-monitor-" + container.id().shortForm()).start(monitor);
  }

  /// Probes one container until it is stopped.
  final class Monitor implements Runnable {
    private final Container container;
    private final HealthCheck check;
    private final List<String> command;
    private final Instant started;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Instant recorded = Instant.EPOCH;

    private Monitor(Container container, HealthCheck check) {
      this.container = container;
      this.check = check;
      this.command = HealthProbe.command(container);
      this.started = Objects.requireNonNullElse(container.state().startedAt(), clock.instant());
    }

    void stop() {
      stopped.countDown();
    }

    @Override
    public void run() {
      try {
        while (!stopped.await(interval().toNanos(), TimeUnit.NANOSECONDS)) {
          take(probe.run(container, check, command));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.log(WARNING, "container=" + container.id() + ": its health is watched no more", e);
      }
    }

    private boolean starting() {
      return Duration.between(started, clock.instant()).compareTo(check.startPeriod()) < 0;
    }

    private Duration interval() {
      Duration usual = check.interval().isZero() ? DEFAULT_INTERVAL : check.interval();
      Health health = container.health();
      boolean first = starting() && health != null && health.status() == Health.Status.STARTING;
      return first && !check.startInterval().isZero() ? check.startInterval() : usual;
    }

    /// Records what changes at once, and what only repeats itself now and then.
    private void show(Health before, Health after) {
      Instant now = clock.instant();
      if (after.status() != before.status()
          || after.failingStreak() != before.failingStreak()
          || Duration.between(recorded, now).compareTo(UNRECORDED) >= 0) {
        record(container, after);
        recorded = now;
      } else {
        container.setHealth(after);
      }
    }

    private void take(Health.Probe result) {
      Health before;
      Health after;
      try (var _ = container.begin()) {
        Health known = container.health();
        if (known == null || container.healthMonitor() != this) {
          return;
        }
        before = known;
        boolean counts =
            before.status() != Health.Status.STARTING
                || Duration.between(started, result.start()).compareTo(check.startPeriod()) >= 0;
        after =
            before.after(result, counts, check.retries() <= 0 ? DEFAULT_RETRIES : check.retries());
        show(before, after);
      }
      if (after.status() != before.status()) {
        events.publish(container, "health_status: " + after.status().text());
        if (after.status() == Health.Status.UNHEALTHY) {
          onFailure.accept(container);
        }
      }
    }
  }
}
