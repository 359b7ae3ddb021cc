package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.engine.container.ContainerErrors;
import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import havre.engine.launch.MountPlan;
import havre.engine.state.Condition;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import havre.runtime.Launch;
import havre.runtime.RunningContainer;
import havre.runtime.StartFailure;
import havre.runtime.log.remote.RemoteLog;
import havre.runtime.streams.ContainerStreams;
import havre.runtime.streams.StdinPolicy;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Optional;

/// Starts a container: its place in the network, its files, its process, its streams. What fails is
/// undone in reverse, and the reason kept in its state.
final class StartContainer {
  private static final System.Logger LOG = System.getLogger(StartContainer.class.getName());

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;
  private final ConnectNetwork network;
  private final VolumeUse volumes;
  private final NamespacePlan namespaces;
  private final ContainerExit exit;
  private final DiscardContainer discard;
  private final HealthMonitors health;

  StartContainer(
      EngineParts parts,
      ContainerRegistry registry,
      ContainerEvents events,
      ConnectNetwork network,
      ContainerExit exit,
      DiscardContainer discard,
      HealthMonitors health) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
    this.network = network;
    this.volumes = new VolumeUse(parts);
    this.namespaces = new NamespacePlan(registry);
    this.exit = exit;
    this.discard = discard;
    this.health = health;
    exit.restartWith(this::startAgain);
  }

  void start(String ref) {
    Container container = registry.resolve(ref);
    try (var _ = container.beginPresent(ref)) {
      if (container.state().paused()) {
        throw ContainerErrors.startPaused();
      }
      if (container.state().running()) {
        throw ContainerErrors.notModified();
      }
      container.backOff().reset();
      start(container, container.condition().withRestartCount(0).withStoppedByHand(false));
    }
  }

  /// Starts a container again whose back-off has passed, unless somebody ended that meanwhile.
  void startAgain(Container container) {
    try (var _ = container.begin()) {
      if (container.removed() || !container.state().restarting()) {
        return;
      }
      Condition before = container.condition();
      start(container, before.withRestartCount(before.restartCount() + 1));
    } catch (RuntimeException e) {
      LOG.log(WARNING, "restart container=" + container.id() + ": " + e.getMessage());
    }
  }

  private void start(Container container, Condition before) {
    var undo = new Undo();
    var connected = new ArrayList<Endpoint>();
    NetworkPlace place;
    RunningContainer process;
    Run run;
    Definition definition = container.definition();
    try {
      Optional<RemoteLog> remote = parts.logs().connect(definition);
      remote.ifPresent(log -> undo.add(log::close));
      undo.add(() -> volumes.unmount(definition));
      place = network.connect(definition, undo);
      connected.addAll(place.endpoints());
      writeFiles(definition, place);
      process = launch(container, before, place);
      undo.add(() -> parts.runtime().discard(container.id()));
      place.closeReservations();
      run = new Run(process, open(container, process, remote));
      container.setRun(run);
      undo.add(() -> container.setRun(null));
      undo.add(run.streams()::close);
      container.become(parts.records(), running(before, place, process));
    } catch (RuntimeException e) {
      undo.run(e);
      connected.forEach(endpoint -> tell("connect", endpoint, container));
      connected.forEach(endpoint -> tell("disconnect", endpoint, container));
      fail(container, before, e);
      throw e;
    }
    publish(container, place);
    tellLinked(container);
    health.begin(container);
    run.process().onExit(record -> exit.ended(container, run, record));
  }

  private void tellLinked(Container container) {
    try {
      network.tellLinked(container);
    } catch (HavreException | UncheckedIOException e) {
      LOG.log(WARNING, "container=" + container.id() + ": tell those linked: " + e.getMessage());
    }
  }

  private RunningContainer launch(Container container, Condition before, NetworkPlace place) {
    try (MountPlan mounts = parts.launchPlan().mounts(container.definition())) {
      return launch(container, before, place, mounts);
    }
  }

  private RunningContainer launch(
      Container container, Condition before, NetworkPlace place, MountPlan mounts) {
    Definition definition = container.definition();
    try {
      Launch launch =
          parts
              .launchPlan()
              .launch(
                  ResolvedLink.tell(definition, place.links()),
                  parts.layers().snapshot(container.id().value()),
                  mounts,
                  namespaces.of(definition.spec().host().namespaces(), place.namespace()),
                  place.sysctls(),
                  place.held());
      container.become(
          parts.records(),
          before.withIntent(Condition.Intent.START).withNetwork(place.endpoints(), place.ports()));
      return parts.runtime().start(launch, place.sandbox());
    } catch (RuntimeException e) {
      throw ConfigurationFault.atStart(e);
    }
  }

  private void writeFiles(Definition definition, NetworkPlace place) {
    String mode = definition.spec().host().networking().mode();
    if (mode.startsWith("container:")) {
      parts.hostFiles().share(network.joined(mode).definition(), definition);
    } else {
      parts
          .hostFiles()
          .write(
              definition,
              place.endpoints(),
              place.links().stream().flatMap(link -> link.hosts().stream()).toList());
    }
  }

  private ContainerStreams open(
      Container container, RunningContainer process, Optional<RemoteLog> remote) {
    Definition definition = container.definition();
    ContainerStreams streams =
        parts
            .pump()
            .open(
                process.takeIo(),
                parts.logs().of(definition),
                Journals.of(parts.execRoot(), container.id()),
                stdinPolicy(definition, process));
    remote.ifPresent(log -> parts.logs().forward(definition, log, process.startedAt()));
    container.pendingClients().attachTo(streams);
    streams.begin();
    return streams;
  }

  static StdinPolicy stdinPolicy(Definition definition, RunningContainer process) {
    return definition.spec().config().streams().openStdin()
        ? new StdinPolicy(definition.spec().config().streams().stdinOnce(), process::closeStdin)
        : StdinPolicy.keepOpen();
  }

  private static Condition running(Condition before, NetworkPlace place, RunningContainer process) {
    return before
        .withIntent(Condition.Intent.NONE)
        .withNetwork(place.endpoints(), place.ports())
        .withState(
            new ContainerState(
                ContainerStatus.RUNNING,
                process.pid(),
                0,
                "",
                false,
                process.startedAt(),
                before.state().finishedAt()));
  }

  private void tell(String action, Endpoint endpoint, Container container) {
    events.network(action, network.infoOf(endpoint), container);
  }

  private void publish(Container container, NetworkPlace place) {
    place.endpoints().forEach(endpoint -> tell("connect", endpoint, container));
    volumes.tellMounted(container.definition());
    events.publish(container, "start");
  }

  private void fail(Container container, Condition before, RuntimeException reason) {
    int code = reason instanceof StartFailure failure ? failure.exitCode() : StartFailure.OTHER;
    String message = reason.getMessage() == null ? reason.toString() : reason.getMessage();
    ContainerState state = before.state();
    container.become(
        parts.records(),
        before
            .withIntent(Condition.Intent.NONE)
            .withNetwork(java.util.List.of(), java.util.List.of())
            .withState(
                new ContainerState(
                    state.restarting() ? ContainerStatus.EXITED : state.status(),
                    0,
                    code,
                    message,
                    false,
                    state.startedAt(),
                    state.finishedAt())));
    container.pendingClients().dismiss();
    container.waiters().exited(code, ""); // why, is told to who starts it
    if (container.definition().autoRemove()) {
      discard.discard(container, true);
    }
  }
}
