package havre.daemon;

import havre.build.step.BuildCancellation;
import havre.build.step.StepIsolation;
import havre.build.step.StepRunner;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.container.AttachRequest;
import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerSpec;
import havre.engine.container.Containers;
import havre.engine.container.Containers.WaitCondition;
import havre.engine.container.HealthCheck;
import havre.engine.container.HostOptions;
import havre.engine.container.MountRequest;
import havre.engine.container.Resources;
import havre.engine.container.StreamSession;
import havre.store.diff.TreeArchive;
import havre.store.snapshots.Lease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// Runs the commands of builds in containers of the engine, which are removed at their end.
final class EngineStepRunner implements StepRunner {
  private static final AttachRequest OUTPUT = new AttachRequest(false, true, false, true, true, "");
  private static final HealthCheck NO_PROBES =
      new HealthCheck(
          List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);

  private final Containers containers;

  EngineStepRunner(Containers containers) {
    this.containers = containers;
  }

  @Override
  public Outcome run(Command command, Lease lease, BuildCancellation cancellation) {
    String id =
        containers
            .create(
                new Containers.CreateRequest(
                    "",
                    "",
                    ContainerSpec.of(config(command), host(command.isolation(), command.mounts()))))
            .id();
    boolean keep = false;
    try (StreamSession output = containers.attach(id, OUTPUT);
        var _ = cancellation.during(() -> kill(id))) {
      command.shown().accept(id);
      var end = containers.wait(id, WaitCondition.NEXT_EXIT);
      keep = !command.leftovers().removedOnFailure();
      containers.start(id);
      output.copy(null, command.output(), command.errors());
      int code = end.get().exitCode();
      keep = code == 0 ? !command.leftovers().removedOnSuccess() : keep;
      return code == 0
          ? new Outcome.Done(containers.saveLayer(id, layerOptions(command), lease))
          : new Outcome.Failed(code);
    } catch (ExecutionException e) {
      throw HavreException.internal("wait for the step: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "context canceled", e);
    } finally {
      if (!keep || cancellation.isCancelled()) {
        containers.remove(id, new Containers.RemoveOptions(true, true, false));
      }
    }
  }

  /// Directories that are there only because something was mounted on them are no change.
  private static TreeArchive.LayerOptions layerOptions(Command command) {
    var places = new HashSet<String>();
    for (Mount mount : command.mounts()) {
      Path target = Path.of(mount.target());
      for (int parts = target.getNameCount(); parts > 0; parts--) {
        places.add(target.subpath(0, parts).toString());
      }
    }
    return new TreeArchive.LayerOptions(places, command.newest());
  }

  private void kill(String id) {
    try {
      containers.kill(id, "KILL");
    } catch (HavreException e) {
      // It has ended on its own.
    }
  }

  private static ContainerConfig config(Command command) {
    return new ContainerConfig(
        command.image().toString(),
        command.arguments(),
        command.arguments().isEmpty() ? List.of() : List.of(""),
        command.environment(),
        Map.of(),
        "",
        "",
        "",
        "",
        new ContainerConfig.Streams(false, false, false, false, true, true),
        new LinkedHashSet<>(),
        new LinkedHashSet<>(),
        "",
        null,
        NO_PROBES,
        null,
        null,
        false,
        "");
  }

  private static HostOptions host(StepIsolation isolation, List<Mount> mounts) {
    HostOptions defaults = HostOptions.defaults();
    HostOptions.Networking network = defaults.networking();
    return new HostOptions(
        storage(mounts),
        new HostOptions.Networking(
            isolation.networkMode(),
            Map.of(),
            false,
            network.dns(),
            network.dnsOptions(),
            network.dnsSearch(),
            isolation.extraHosts(),
            List.of()),
        resources(isolation),
        defaults.privileges(),
        defaults.namespaces(),
        defaults.restartPolicy(),
        new HostOptions.LogConfig("none", Map.of()),
        false,
        null,
        isolation.shmSize(),
        Map.of(),
        0,
        Map.of(),
        "",
        "",
        List.of());
  }

  private static HostOptions.Storage storage(List<Mount> mounts) {
    var requests = new ArrayList<MountRequest>();
    for (Mount mount : mounts) {
      requests.add(
          switch (mount) {
            case Mount.Folder folder ->
                new MountRequest(
                    "bind",
                    folder.source(),
                    folder.target(),
                    folder.readOnly(),
                    "",
                    null,
                    null,
                    null,
                    null);
            case Mount.OfImage image ->
                new MountRequest(
                    "image",
                    image.image().toString(),
                    image.target(),
                    true,
                    "",
                    null,
                    null,
                    null,
                    new MountRequest.ImageOptions(image.subpath()));
            case Mount.Memory memory ->
                new MountRequest(
                    "tmpfs",
                    "",
                    memory.target(),
                    false,
                    "",
                    null,
                    null,
                    new MountRequest.TmpfsOptions(memory.size(), 0, List.of()),
                    null);
          });
    }
    return new HostOptions.Storage(List.of(), requests, Map.of(), List.of(), "", false);
  }

  private static Resources resources(StepIsolation isolation) {
    return new Resources(
        isolation.memory(),
        isolation.memorySwap(),
        0,
        null,
        null,
        0,
        isolation.cpuShares(),
        isolation.cpuPeriod(),
        isolation.cpuQuota(),
        isolation.cpusetCpus(),
        isolation.cpusetMems(),
        null,
        0,
        List.of(),
        List.of(),
        isolation.ulimits().stream()
            .map(limit -> new Resources.Ulimit(limit.name(), limit.soft(), limit.hard()))
            .toList(),
        isolation.cgroupParent(),
        Resources.BlockLimits.NONE,
        0,
        0,
        List.of(),
        Resources.Discarded.NONE);
  }
}
