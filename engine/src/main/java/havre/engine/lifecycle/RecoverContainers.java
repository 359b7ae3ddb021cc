package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import havre.engine.container.HostOptions.RestartPolicy;
import havre.engine.state.Condition;
import havre.engine.state.ContainerRecords;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import havre.network.Gateways;
import havre.network.Networks.LiveEndpoint;
import havre.runtime.RunningContainer;
import havre.runtime.streams.ContainerStreams;
import havre.runtime.streams.IoDescriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Takes over what an earlier engine left: finds the processes that still run and the records of
/// those that ended meanwhile, finishes or undoes what was half done, sweeps away what nobody
/// knows, and starts what is to run again. One bad container stops none of the others.
final class RecoverContainers {
  private static final System.Logger LOG = System.getLogger(RecoverContainers.class.getName());
  private static final int LOST = 255;

  private final Verbs verbs;
  private final EngineParts parts;
  private final VolumeUse volumes;

  RecoverContainers(Verbs verbs) {
    this.verbs = verbs;
    this.parts = verbs.parts();
    this.volumes = new VolumeUse(parts);
  }

  private record Found(Container container, RunningContainer process) {}

  void recover() {
    ContainerRecords.Content content = parts.records().load();
    var containers = new ArrayList<Container>();
    for (ContainerRecords.Row row : content.rows()) {
      containers.add(adopt(row));
    }
    List<Found> found = findProcesses(containers);
    parts.networks().reconcile(liveEndpoints(found));
    found.forEach(this::takeOver);
    for (Container container : containers) {
      boolean live = found.stream().anyMatch(f -> f.container() == container);
      if (!live) {
        guarded(container, () -> settle(container));
      }
    }
    new SweepLeftovers(parts, verbs.registry()).sweep(content.unreadable());
    containers.forEach(container -> guarded(container, () -> startIfWanted(container)));
    LOG.log(INFO, "containers=" + containers.size() + " running=" + found.size() + " recovered");
  }

  private Container adopt(ContainerRecords.Row row) {
    var container = new Container(row.definition(), row.condition());
    container.setHealth(row.health());
    String id = container.id().value();
    verbs.registry().reserve(row.definition().name(), id);
    verbs.registry().add(container);
    volumes.acquire(row.definition());
    return container;
  }

  private static boolean mayRun(Container container) {
    return container.condition().intent() == Condition.Intent.START
        || container.state().status() == ContainerStatus.RUNNING
        || container.state().status() == ContainerStatus.PAUSED;
  }

  /// Looks for all processes at once: each costs a connection to its holder.
  private List<Found> findProcesses(List<Container> containers) {
    var found = new ConcurrentLinkedQueue<Found>();
    var threads = new ArrayList<Thread>();
    for (Container container : containers) {
      if (mayRun(container)) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> guarded(container, () -> find(container).ifPresent(found::add))));
      }
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HavreException.internal("recover the containers: interrupted", e);
    }
    return List.copyOf(found);
  }

  private Optional<Found> find(Container container) {
    return parts.runtime().reattach(container.id()).map(process -> new Found(container, process));
  }

  private static List<LiveEndpoint> liveEndpoints(List<Found> found) {
    var live = new ArrayList<LiveEndpoint>();
    for (Found one : found) {
      Condition condition = one.container().condition();
      Optional<Endpoint> publishing = Gateways.publishing(condition.endpoints());
      for (Endpoint endpoint : condition.endpoints()) {
        boolean publishes = publishing.filter(endpoint::equals).isPresent();
        live.add(new LiveEndpoint(endpoint, publishes ? condition.ports() : List.of()));
      }
    }
    return live;
  }

  private void takeOver(Found found) {
    guarded(found.container(), () -> takeOver(found.container(), found.process()));
  }

  private void takeOver(Container container, RunningContainer process) {
    Run run;
    try (var _ = container.begin()) {
      run = new Run(process, recoverStreams(container, process));
      guarded(container, () -> forward(container.definition()));
      run.streams().begin();
      container.setRun(run);
      container.become(parts.records(), running(container.condition(), process));
      verbs.network().serveNames(container, process.pid());
      if (!container.state().paused()) {
        verbs.health().resume(container);
      }
    }
    volumes.adopt(container.definition(), process.pid());
    verbs.execs().takeOver(process, container);
    process.onExit(record -> verbs.exit().ended(container, run, record));
  }

  private void forward(Definition definition) {
    parts
        .logs()
        .connect(definition)
        .ifPresent(remote -> parts.logs().forward(definition, remote, parts.clock().instant()));
  }

  private ContainerStreams recoverStreams(Container container, RunningContainer process) {
    return parts
        .pump()
        .recover(
            io(container, process),
            parts.logs().of(container.definition()),
            Journals.of(parts.execRoot(), container.id()),
            StartContainer.stdinPolicy(container.definition(), process));
  }

  /// What a holder that is gone took with it cannot be read any more; what the journal has can.
  private static IoDescriptors io(Container container, RunningContainer process) {
    try {
      return process.takeIo();
    } catch (HavreException e) {
      if (process.exit().isEmpty()) {
        throw e;
      }
      LOG.log(WARNING, "container=" + container.id() + ": its holder is gone: " + e.getMessage());
      return IoDescriptors.none();
    }
  }

  private static Condition running(Condition before, RunningContainer process) {
    ContainerState state = before.state();
    boolean paused = state.paused();
    return before
        .withIntent(Condition.Intent.NONE)
        .withState(
            new ContainerState(
                paused ? ContainerStatus.PAUSED : ContainerStatus.RUNNING,
                process.pid(),
                0,
                "",
                false,
                process.startedAt(),
                state.finishedAt()));
  }

  /// A container without a process: ends what was begun with it.
  private void settle(Container container) {
    try (var _ = container.begin()) {
      Condition condition = container.condition();
      ContainerState state = condition.state();
      if (condition.intent() == Condition.Intent.REMOVE) {
        verbs.discard().discard(container, true);
        return;
      }
      if (mayRun(container)) {
        parts.runtime().discard(container.id());
        container.become(parts.records(), lost(condition));
      }
      boolean ended = state.status() == ContainerStatus.EXITED || !state.error().isEmpty();
      if (container.definition().autoRemove() && (ended || state.running())) {
        verbs.discard().discard(container, true);
      }
    }
  }

  /// Its process went unseen, with the machine; or it was never started.
  private Condition lost(Condition before) {
    ContainerState state = before.state();
    boolean ran =
        state.status() == ContainerStatus.RUNNING || state.status() == ContainerStatus.PAUSED;
    return before
        .withIntent(Condition.Intent.NONE)
        .withNetwork(List.of(), List.of())
        .withState(
            ran
                ? new ContainerState(
                    ContainerStatus.EXITED,
                    0,
                    LOST,
                    "",
                    false,
                    state.startedAt(),
                    parts.clock().instant())
                : state);
  }

  private void startIfWanted(Container container) {
    if (container.removed() || container.run() != null) {
      return;
    }
    RestartPolicy policy = container.definition().spec().host().restartPolicy();
    ContainerState state = container.state();
    boolean byHand = container.condition().stoppedByHand();
    boolean wanted =
        state.restarting()
            || (state.startedAt() != null
                && switch (policy.name()) {
                  case "always" -> true;
                  case "unless-stopped" -> !byHand;
                  case "on-failure" -> !byHand && state.exitCode() != 0;
                  default -> false;
                });
    if (wanted) {
      Thread.ofVirtual()
          .name("restart-" + container.id().shortForm())
          .start(() -> guarded(container, () -> start(container)));
    }
  }

  private void start(Container container) {
    if (container.state().restarting()) {
      verbs.start().startAgain(container);
    } else {
      verbs.start().start(container.id().value());
    }
  }

  private static void guarded(Container container, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.log(ERROR, "recover container=" + container.id(), e);
    }
  }
}
