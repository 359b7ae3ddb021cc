package havre.engine.lifecycle;

import java.util.concurrent.Executor;

/// All verbs, put together.
record Verbs(
    EngineParts parts,
    ContainerRegistry registry,
    ContainerEvents events,
    Views views,
    ContainerSizes sizes,
    CreateContainer create,
    StartContainer start,
    StopContainer stop,
    KillContainer kill,
    RestartContainer restart,
    PauseContainer pause,
    RenameContainer rename,
    RemoveContainer remove,
    WaitForContainer await,
    AttachToContainer attach,
    ReadLogs logs,
    ListContainers list,
    MeasureContainer measure,
    CopyFiles copy,
    ContainerLayer layer,
    CommitContainer commit,
    UpdateContainer update,
    PruneContainers prune,
    ContainerExit exit,
    DiscardContainer discard,
    ConnectNetwork network,
    ChangeNetworks changeNetworks,
    HealthMonitors health,
    LocalExecs execs) {

  static Verbs of(EngineParts parts, Executor threads) {
    ContainerRegistry registry = parts.registry();
    var events = new ContainerEvents(parts.events());
    var network = new ConnectNetwork(parts.networks(), registry, parts.hostFiles());
    var execs = new LocalExecs(parts, registry, events);
    var views = new Views(parts, network, execs::of);
    var sizes = new ContainerSizes(parts.layers());
    var discard = new DiscardContainer(parts, registry, events);
    var health =
        new HealthMonitors(
            new HealthProbe(execs, parts.clock()), parts.records(), events, parts.clock());
    var exit = new ContainerExit(parts, events, network, discard, health, threads);
    var start = new StartContainer(parts, registry, events, network, exit, discard, health);
    var stop = new StopContainer(parts, registry, events);
    var pause = new PauseContainer(parts.records(), registry, events, health);
    var remove = new RemoveContainer(registry, stop, discard, new RemoveLink(parts, registry));
    var logs = new ReadLogs(registry, parts.logs());
    var kill = new KillContainer(registry, events, stop);
    var restart = new RestartContainer(registry, events, stop, start);
    exit.tell(execs::forget);
    health.tell(new HealthFailure(stop, restart, kill, threads)::unhealthy);
    return new Verbs(
        parts,
        registry,
        events,
        views,
        sizes,
        new CreateContainer(parts, registry, events, network),
        start,
        stop,
        kill,
        restart,
        pause,
        new RenameContainer(parts, registry, events),
        remove,
        new WaitForContainer(registry),
        new AttachToContainer(registry, events, logs),
        logs,
        new ListContainers(registry, parts.images(), views, sizes),
        new MeasureContainer(registry, parts.clock()),
        new CopyFiles(parts, registry, events),
        new ContainerLayer(parts, registry, events),
        new CommitContainer(parts, registry, events, pause),
        new UpdateContainer(parts, registry, events),
        new PruneContainers(parts, registry, remove),
        exit,
        discard,
        network,
        new ChangeNetworks(parts, registry, events, network),
        health,
        execs);
  }
}
