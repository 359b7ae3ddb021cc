package havre.daemon;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import havre.api.DockerApi;
import havre.api.Routes;
import havre.api.build.BuildCacheDto;
import havre.api.containers.ArchiveRoutes;
import havre.api.containers.ContainerRoutes;
import havre.api.containers.LifecycleRoutes;
import havre.api.containers.StatsRoutes;
import havre.api.containers.StreamRoutes;
import havre.api.exec.ExecRoutes;
import havre.api.images.ContentRoutes;
import havre.api.images.ImageArchiveRoutes;
import havre.api.images.ImageRoutes;
import havre.api.images.RegistryRoutes;
import havre.api.images.SearchRoutes;
import havre.api.images.StoreRoutes;
import havre.api.networks.NetworkRoutes;
import havre.api.system.DiskUsageRoutes;
import havre.api.system.EventRoutes;
import havre.api.system.PluginRoutes;
import havre.api.system.SwarmRoutes;
import havre.api.system.SystemRoutes;
import havre.api.volumes.VolumeArchiveRoutes;
import havre.api.volumes.VolumeRoutes;
import havre.common.HavreException;
import havre.daemon.config.Configuration;
import havre.daemon.metrics.ActionTimes;
import havre.daemon.metrics.MetricsPage;
import havre.engine.config.HostLimits;
import havre.engine.config.ResourceRules;
import havre.engine.config.SpecRules;
import havre.engine.event.EventBus;
import havre.engine.launch.ContainerFiles;
import havre.engine.launch.DockerConfinement;
import havre.engine.launch.HostFiles;
import havre.engine.launch.ImageTrees;
import havre.engine.launch.LaunchPlan;
import havre.engine.launch.LaunchSettings;
import havre.engine.lifecycle.ContainerLogs;
import havre.engine.lifecycle.ContainerRegistry;
import havre.engine.lifecycle.Engine;
import havre.engine.lifecycle.EngineParts;
import havre.engine.lifecycle.NameGenerator;
import havre.engine.state.ContainerRecords;
import havre.engine.state.StoredNetworks;
import havre.engine.system.EngineInfo.AddressPool;
import havre.engine.system.LocalSystemInformation;
import havre.images.RegistryImages;
import havre.images.RemoteContents;
import havre.linux.cgroup.CgroupVersion;
import havre.linux.cgroup.Cgroups;
import havre.linux.process.HostInfo;
import havre.network.KernelNetworks;
import havre.registryclient.Registries;
import havre.runtime.holder.HolderRuntime;
import havre.runtime.holder.StartTrace;
import havre.runtime.streams.EpollOutputPump;
import havre.transport.HttpServer;
import havre.transport.ListenAddress;
import havre.transport.ServerLimits;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;

/// The running daemon: everything it is made of, put together by hand, and taken apart in reverse.
final class Daemon implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Daemon.class.getName());

  private static final Duration LONGEST_GRACE = Duration.ofSeconds(3);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private volatile Configuration configuration;
  private final Clock clock = Clock.systemUTC();
  private final EventBus events = new EventBus(clock);
  private HttpServer server;
  private Engine engine;
  private String id;

  @SuppressWarnings("NullAway.Init") // the server is made last, by start()
  private Daemon(Configuration configuration) {
    this.configuration = configuration;
  }

  /// Starts a daemon; when it returns, requests are answered.
  ///
  /// @throws HavreException with what stands in the way
  static Daemon start(Configuration configuration) {
    var daemon = new Daemon(configuration);
    try {
      daemon.start();
      return daemon;
    } catch (RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  private void start() {
    LOG.log(INFO, "starting version=" + LocalSystemInformation.VERSION);
    Path dataRoot = configuration.path("data-root").toAbsolutePath();
    Path execRoot = configuration.path("exec-root").toAbsolutePath();
    open(DataRootLock.acquire(dataRoot));
    open(DataRootLock.acquire(execRoot));
    open(PidFile.write(configuration.path("pidfile").toAbsolutePath()));
    open(events);
    open(IdleCollection.start());
    var registry = new ContainerRegistry();
    Storage storage = open(Storage.open(dataRoot, registry, events, clock));
    DaemonOptions.imageMarks(configuration)
        .ifPresent(marks -> open(ImageCollection.start(storage.images(), marks)));
    id = storage.identity().id();
    Cgroups cgroups = Cgroups.detect();
    EngineParts parts = parts(dataRoot, execRoot, registry, storage, cgroups);
    ExecutorService threads = open(Executors.newVirtualThreadPerTaskExecutor());
    engine = Engine.of(parts, threads);
    engine.recover();
    LocalSystemInformation system = systemInformation(parts, storage, cgroups);
    var actions =
        new ActionTimes(
            new DockerApi(LocalSystemInformation.VERSION, routes(engine, parts, storage, system)));
    ListenAddresses.metrics(configuration)
        .ifPresent(address ->
            open(
                HttpServer.start(
                    List.of(address),
                    new MetricsPage(system, engine.containers(), actions),
                    ServerLimits.standard())));
    server =
        HttpServer.start(
            ListenAddresses.of(configuration),
            open(Guards.before(actions, configuration, clock)),
            ServerLimits.standard());
    for (ListenAddress address : server.addresses()) {
      LOG.log(INFO, "API listen on " + text(address));
    }
    LOG.log(INFO, "Daemon has completed initialization");
  }

  private EngineParts parts(
      Path dataRoot, Path execRoot, ContainerRegistry registry, Storage storage, Cgroups cgroups) {
    Path libexec = Path.of(System.getProperty("havre.home", "/usr/lib/havre"), "libexec");
    Path relay = configuration.isOn("userland-proxy") ? libexec.resolve("havre-relay") : null;
    KernelNetworks networks =
        open(
            KernelNetworks.open(
                DaemonOptions.network(configuration).withRelay(relay),
                storage.identity().networks(),
                new StoredNetworks(storage.database())));
    HolderRuntime runtime =
        open(
            new HolderRuntime(
                new HolderRuntime.Settings(
                    execRoot,
                    libexec.resolve("havre-holder"),
                    DaemonOptions.init(configuration, libexec.resolve("havre-init")),
                    StartTrace.NONE),
                cgroups));
    EpollOutputPump pump = open(EpollOutputPump.start());
    var files = new ContainerFiles(dataRoot);
    var confinement =
        new DockerConfinement(
            DockerConfinement.ownCapabilities(), DaemonOptions.seccompProfile(configuration));
    LaunchSettings launch = launchSettings(cgroups);
    return new EngineParts(
        registry,
        new ContainerRecords(storage.database()),
        runtime,
        pump,
        storage.images(),
        storage.layers(),
        networks,
        storage.volumes(),
        events,
        new SpecRules(new ResourceRules(HostLimits.of(cgroups))),
        confinement,
        launch,
        new LaunchPlan(
            launch,
            confinement,
            storage.volumes(),
            new ImageTrees(storage.images(), storage.layers()),
            files),
        new HostFiles(files, DaemonOptions.dns(configuration), networks),
        files,
        new ContainerLogs(files, DaemonOptions.log(configuration)),
        new NameGenerator(RandomGenerator.getDefault()),
        execRoot,
        clock);
  }

  private LaunchSettings launchSettings(Cgroups cgroups) {
    return new LaunchSettings(
        configuration.text("cgroup-parent"),
        DaemonOptions.ulimits(configuration),
        configuration.isOn("init"),
        configuration.isOn("no-new-privileges"),
        DaemonOptions.size(configuration.text("default-shm-size")),
        cgroups.version() == CgroupVersion.V2,
        HostInfo.onlineProcessors(),
        configuration.text("default-ipc-mode"),
        configuration.text("default-cgroupns-mode"),
        DaemonOptions.devices(configuration));
  }

  private List<Routes> routes(
      Engine engine, EngineParts parts, Storage storage, LocalSystemInformation system) {
    var containers = new ContainerRoutes(engine.containers());
    Registries hosts = open(new Registries(DaemonOptions.registries(configuration)));
    RegistryImages registries =
        storage
            .images()
            .with(
                hosts,
                configuration.path("data-root").toAbsolutePath().resolve("downloads"),
                DaemonOptions.signaturePolicy(configuration));
    var images = new ImageRoutes(storage.images(), storage.layers(), parts.registry()::usesOf);
    var volumes = new VolumeRoutes(storage.volumes());
    var building =
        BuildSide.of(
            storage, registries, new EngineStepRunner(engine.containers()), folders(), clock);
    var routes = new ArrayList<Routes>(building.routes());
    routes.addAll(
        List.of(
            new SystemRoutes(system),
            new EventRoutes(events),
            new DiskUsageRoutes(
                new DiskUsageRoutes.Sources(
                    storage.images()::layersSize,
                    call -> images.summaries(call.version()),
                    containers::withSizes,
                    call -> volumes.usage(),
                    call -> BuildCacheDto.all(building.builder()))),
            containers,
            new ArchiveRoutes(engine.containers()),
            new LifecycleRoutes(engine.containers()),
            new StreamRoutes(engine.containers()),
            new StatsRoutes(engine.containers()),
            new ExecRoutes(engine.execs()),
            images,
            new ImageArchiveRoutes(storage.images(), registries),
            new RegistryRoutes(registries),
            new ContentRoutes(new RemoteContents(hosts)),
            new SearchRoutes(registries),
            new StoreRoutes(registries),
            new NetworkRoutes(engine.networks()),
            new VolumeArchiveRoutes(storage.volumes()),
            new SwarmRoutes(),
            new PluginRoutes(),
            volumes));
    return routes;
  }

  private BuildSide.Folders folders() {
    return new BuildSide.Folders(
        configuration.path("data-root").toAbsolutePath().resolve("build-cache"),
        configuration.path("exec-root").toAbsolutePath().resolve("build"));
  }

  private LocalSystemInformation systemInformation(
      EngineParts parts, Storage storage, Cgroups cgroups) {
    return new LocalSystemInformation(
        () -> facts(parts, storage),
        () -> parts.registry().counts(storage.images().all().size()),
        events::listeners,
        cgroups,
        clock);
  }

  private LocalSystemInformation.Facts facts(EngineParts parts, Storage storage) {
    return new LocalSystemInformation.Facts(
        storage.identity().id(),
        configuration.path("data-root").toAbsolutePath().toString(),
        parts.logs().defaultDriver(),
        ContainerLogs.DRIVERS,
        List.of("name=seccomp,profile=" + DaemonOptions.seccompName(configuration)),
        configuration.list("label"),
        DaemonOptions.pools(configuration).stream()
            .map(pool -> new AddressPool(pool.base().toString(), pool.size()))
            .toList(),
        DaemonOptions.insecureRegistries(configuration),
        DaemonOptions.mirrors(configuration),
        DaemonOptions.devices(configuration).directories(),
        configuration.isOn("debug"),
        DaemonOptions.choices(configuration));
  }

  /// Takes what may change of the configuration while the daemon runs.
  void reload(Configuration next) {
    configuration = configuration.reloaded(next);
    events.publish("daemon", "reload", id, DaemonOptions.reloadable(configuration));
  }

  private static String text(ListenAddress address) {
    return switch (address) {
      case ListenAddress.UnixSocket socket -> socket.path().toString();
      case ListenAddress.Tcp tcp -> tcp.host() + ":" + tcp.port();
    };
  }

  private <T extends AutoCloseable> T open(T part) {
    open.push(part);
    return part;
  }

  /// Takes no more requests, and gives those under way some time. Streams that would go on as long
  /// as their container end with it.
  void stop(Duration grace) {
    if (!configuration.isOn("live-restore")) {
      engine.stopContainers(grace);
    }
    events.close();
    server.stop(grace.compareTo(LONGEST_GRACE) < 0 ? grace : LONGEST_GRACE);
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (HavreException | UncheckedIOException e) {
        LOG.log(WARNING, "stop: " + e.getMessage());
      } catch (Exception e) { // AutoCloseable allows any; the rest must be closed all the same
        LOG.log(WARNING, "stop", e);
      }
    }
  }
}
