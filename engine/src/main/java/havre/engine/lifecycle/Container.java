package havre.engine.lifecycle;

import havre.common.ContainerId;
import havre.engine.container.ContainerErrors;
import havre.engine.container.ContainerState;
import havre.engine.container.Health;
import havre.engine.state.Condition;
import havre.engine.state.ContainerRecords;
import havre.engine.state.Definition;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The owner of one container: whoever changes it holds its lock; whoever reads it takes the
/// current snapshot and waits for nobody.
final class Container {
  private static final long PATIENCE_SECONDS = 120;

  private final ContainerId id;
  private final ReentrantLock transitions = new ReentrantLock();
  private final Waiters waiters = new Waiters();
  private final PendingClients pendingClients = new PendingClients();
  private final RestartBackOff backOff = new RestartBackOff();
  private volatile Snapshot snapshot;
  private volatile @Nullable Run run;
  private volatile @Nullable Health health;
  private volatile HealthMonitors.@Nullable Monitor healthMonitor;
  private volatile boolean removed;
  private volatile boolean keepAtExit;

  Container(Definition definition, Condition condition) {
    this.id = definition.id();
    this.snapshot = new Snapshot(definition, condition);
  }

  /// Definition and condition as they were at one moment.
  record Snapshot(Definition definition, Condition condition) {}

  ContainerId id() {
    return id;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  Definition definition() {
    return snapshot.definition();
  }

  Condition condition() {
    return snapshot.condition();
  }

  ContainerState state() {
    return snapshot.condition().state();
  }

  String name() {
    return snapshot.definition().name();
  }

  Waiters waiters() {
    return waiters;
  }

  PendingClients pendingClients() {
    return pendingClients;
  }

  RestartBackOff backOff() {
    return backOff;
  }

  /// The process, while there is one.
  @Nullable Run run() {
    return run;
  }

  /// The process.
  ///
  /// @throws havre.common.HavreException CONFLICT when there is none
  Run requireRun() {
    Run current = run;
    if (current == null) {
      throw state().restarting()
          ? ContainerErrors.restarting(id.value())
          : ContainerErrors.notRunning(id.value());
    }
    return current;
  }

  void setRun(@Nullable Run value) {
    run = value;
  }

  /// What its probes have found; null where there are none.
  @Nullable Health health() {
    return health;
  }

  void setHealth(@Nullable Health value) {
    health = value;
  }

  /// Who probes it now.
  HealthMonitors.@Nullable Monitor healthMonitor() {
    return healthMonitor;
  }

  void setHealthMonitor(HealthMonitors.@Nullable Monitor value) {
    healthMonitor = value;
  }

  boolean removed() {
    return removed;
  }

  void setRemoved() {
    removed = true;
  }

  /// Whether the end of the process is that of a restart, so that nothing is removed.
  boolean keepAtExit() {
    return keepAtExit;
  }

  void setKeepAtExit(boolean value) {
    keepAtExit = value;
  }

  /// Takes the right to change the container.
  ///
  /// @throws havre.common.HavreException when another change holds it too long
  Transition begin() {
    try {
      if (!transitions.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw havre.common.HavreException.internal(
            "container %s: another change has not ended within %d seconds"
                .formatted(id, PATIENCE_SECONDS),
            null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw havre.common.HavreException.internal("container " + id + ": interrupted", e);
    }
    return transitions::unlock;
  }

  /// As [#begin], for a container that must still be there.
  Transition beginPresent(String ref) {
    Transition transition = begin();
    if (removed) {
      transition.close();
      throw ContainerErrors.noSuchContainer(ref);
    }
    return transition;
  }

  /// Records a condition and shows it; only within a transition.
  void become(ContainerRecords records, Condition condition) {
    requireTransition();
    records.setCondition(id.value(), condition);
    show(condition);
  }

  /// Shows a condition without recording it.
  void show(Condition condition) {
    requireTransition();
    snapshot = new Snapshot(snapshot.definition(), condition);
  }

  /// Records another name or other limits.
  void redefine(ContainerRecords records, Definition definition) {
    requireTransition();
    records.redefine(definition);
    snapshot = new Snapshot(definition, snapshot.condition());
  }

  private void requireTransition() {
    if (!transitions.isHeldByCurrentThread()) {
      throw new IllegalStateException("container " + id + " changed outside a transition");
    }
  }

  /// The right to change a container, until closed.
  @FunctionalInterface
  interface Transition extends AutoCloseable {
    @Override
    void close();
  }
}
