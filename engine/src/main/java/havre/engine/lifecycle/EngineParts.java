package havre.engine.lifecycle;

import havre.engine.config.SpecRules;
import havre.engine.event.Events;
import havre.engine.launch.Confinement;
import havre.engine.launch.ContainerFiles;
import havre.engine.launch.HostFiles;
import havre.engine.launch.LaunchPlan;
import havre.engine.launch.LaunchSettings;
import havre.engine.state.ContainerRecords;
import havre.images.Images;
import havre.network.Networks;
import havre.runtime.ContainerRuntime;
import havre.runtime.streams.OutputPump;
import havre.store.snapshots.LayerStore;
import havre.volumes.Volumes;
import java.nio.file.Path;
import java.time.Clock;

/// What the life of containers is made of; the daemon puts it together.
///
/// @param execRoot where the runtime keeps what a reboot may take
public record EngineParts(
    ContainerRegistry registry,
    ContainerRecords records,
    ContainerRuntime runtime,
    OutputPump pump,
    Images images,
    LayerStore layers,
    Networks networks,
    Volumes volumes,
    Events events,
    SpecRules rules,
    Confinement confinement,
    LaunchSettings launchSettings,
    LaunchPlan launchPlan,
    HostFiles hostFiles,
    ContainerFiles files,
    ContainerLogs logs,
    NameGenerator names,
    Path execRoot,
    Clock clock) {}
