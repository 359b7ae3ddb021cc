package havre.daemon;

import havre.api.Routes;
import havre.api.build.BuildRoutes;
import havre.build.Builder;
import havre.build.context.KeptContexts;
import havre.build.step.LayerMaker;
import havre.build.step.TemporaryFiles;
import havre.buildkit.BuildkitRoutes;
import havre.buildkit.RestBuilds;
import havre.buildkit.cache.Caches;
import havre.buildkit.control.BuildPlatform;
import havre.buildkit.control.Builds;
import havre.buildkit.control.Control;
import havre.buildkit.control.Processor;
import havre.buildkit.dockerfile.DockerfileFrontend;
import havre.buildkit.export.Exports;
import havre.buildkit.gateway.LlbBridge;
import havre.buildkit.gateway.ReferenceFiles;
import havre.buildkit.session.Sessions;
import havre.buildkit.solve.BuildJobs;
import havre.images.RegistryImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What builds images, put together by hand: the builder, and its two doors.
///
/// @param routes of the classic endpoints and of BuildKit's
record BuildSide(Builder builder, List<Routes> routes) {
  private static final Duration SESSION_PATIENCE = Duration.ofSeconds(5);

  /// Where builds keep what they need.
  ///
  /// @param cache of cache mounts
  /// @param temporary emptied at every start
  record Folders(Path cache, Path temporary) {}

  /// @param runner of the steps
  static BuildSide of(
      Storage storage,
      RegistryImages registries,
      EngineStepRunner runner,
      Folders folders,
      Clock clock) {
    var builder =
        new Builder(
            new Builder.Parts(
                storage.images(),
                storage.layers(),
                new PulledBases(storage.images(), registries),
                runner,
                new CacheFolders(folders.cache()),
                temporary(folders.temporary(), storage),
                clock));
    return new BuildSide(builder, routes(builder, storage, registries, clock));
  }

  private static TemporaryFiles temporary(Path folder, Storage storage) {
    var files = new TemporaryFiles(folder, storage.scratch());
    try {
      files.clear();
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Routes> routes(
      Builder builder, Storage storage, RegistryImages registries, Clock clock) {
    var worker =
        new Control.Worker(
            storage.identity().id(),
            Control.VERSION,
            Map.of("org.mobyproject.buildkit.worker.snapshotter", "overlayfs"),
            BuildPlatform.of(System.getProperty("os.arch"), Processor.flags()));
    var kept = new KeptContexts(storage.scratch(), clock);
    var sessions = new Sessions(SESSION_PATIENCE);
    var jobs = new BuildJobs(SESSION_PATIENCE, clock);
    var layers = new LayerMaker(storage.layers());
    var caches = new Caches(registries, storage.layers());
    var gateway =
        new LlbBridge(
            jobs,
            sessions,
            new DockerfileFrontend(builder, storage.images(), caches, storage.scratch(), kept),
            new ReferenceFiles(layers));
    var exports = new Exports(storage.images(), registries, layers, sessions);
    var builds = new Builds(jobs, gateway, exports, caches, sessions);
    return List.of(
        new BuildkitRoutes(new Control(worker, jobs, gateway, builds, builder, kept), sessions),
        new BuildRoutes(builder, storage.scratch(), new RestBuilds(builds), kept));
  }
}
