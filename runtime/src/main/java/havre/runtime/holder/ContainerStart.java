package havre.runtime.holder;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.cgroup.Cgroup;
import havre.linux.cgroup.Cgroups;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.mount.DetachedOverlay;
import havre.linux.process.Pidfd;
import havre.runtime.Launch;
import havre.runtime.Mount;
import havre.runtime.Namespace;
import havre.runtime.RunningContainer;
import havre.runtime.SandboxNetwork;
import havre.runtime.user.OpenedRootFiles;
import havre.runtime.user.ResolvedUser;
import havre.runtime.user.UserResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/// One start of a container. The holder and the cgroups get ready while the overlay is mounted and
/// the program is computed; the network is attached while the child makes its mounts. Used once.
final class ContainerStart {
  private static final String INIT_PATH = "/sbin/docker-init";
  private static final System.Logger LOGGER = System.getLogger(ContainerStart.class.getName());

  private final Launch launch;
  private final SandboxNetwork network;
  private final HolderRuntime runtime;
  private final Cgroups cgroups;
  private final Executor workers;
  private final StartTrace trace;
  private final List<Fd> opened = new ArrayList<>();

  ContainerStart(
      Launch launch,
      SandboxNetwork network,
      HolderRuntime runtime,
      Cgroups cgroups,
      Executor workers,
      StartTrace trace) {
    this.launch = launch.init() ? withInit(launch, runtime) : launch;
    this.network = network;
    this.runtime = runtime;
    this.cgroups = cgroups;
    this.workers = workers;
    this.trace = trace;
  }

  private static Launch withInit(Launch launch, HolderRuntime runtime) {
    var mounts = new ArrayList<>(launch.mounts());
    mounts.add(Mount.Bind.of(runtime.init(), INIT_PATH, true));
    return launch.withMounts(mounts);
  }

  RunningContainer run() {
    StateDirectory state = runtime.state(launch.id());
    state.create();
    String parent = launch.resources().cgroupParent();
    String path = (parent.endsWith("/") ? parent : parent + "/") + launch.id();
    state.writeCgroup(path);
    var container = new HeldContainer(launch.id(), state, cgroups.at(path), runtime);
    Optional<HolderStart> holder = Optional.empty();
    CompletableFuture<Cgroup> cgroup =
        CompletableFuture.supplyAsync(
            () -> cgroups.create(path, launch.resources().limits()), workers);
    try {
      holder = Optional.of(runtime.spawn(container, launch.id().shortForm()));
      trace.done("holder spawned");
      Program program = prepare(state, cgroup);
      trace.done("program computed");
      holder.get().run(program, false, trace, network::attach);
      return container;
    } catch (RuntimeException e) {
      undo(container, holder, cgroup, e);
      throw e;
    } finally {
      opened.forEach(Fd::close);
    }
  }

  private Program prepare(StateDirectory state, CompletableFuture<Cgroup> cgroup) {
    Fd root = keep(overlay().mount());
    trace.done("overlay mounted");
    ResolvedUser user =
        UserResolver.resolve(
            launch.process().user(),
            launch.process().additionalGroups(),
            new OpenedRootFiles(new Root(root)));
    trace.done("user resolved");
    Fd directory = keep(Open.path(state.path().toString(), OpenHow.PATH_DIRECTORY));
    Map<Integer, Fd> joined = openJoined();
    boolean joinsIpc = launch.namespaces().ipc() instanceof Namespace.Join;
    List<Fd> hostMounts =
        joinsIpc ? List.of(keep(Open.path("/proc/self/ns/mnt", OpenHow.READ))) : List.of();
    List<byte[]> messages = network.configuration();
    Cgroup made = join(cgroup);
    trace.done("cgroup made");
    CgroupEntry entry = CgroupEntry.open(made);
    opened.addAll(entry.directory());
    opened.addAll(entry.tasks());
    List<Fd> oom =
        made.oomFile().map(file -> Open.path(file.toString(), OpenHow.READ)).stream().toList();
    opened.addAll(oom);
    boolean ownCgroups = !(launch.namespaces().cgroup() instanceof Namespace.Host);
    return ContainerProgram.of(
        launch,
        new ContainerProgram.Resources(
            root,
            directory,
            state.path().toString(),
            entry,
            oom,
            joined,
            hostMounts,
            CgroupView.of(cgroups.version(), made, ownCgroups),
            user,
            messages));
  }

  private DetachedOverlay overlay() {
    var rootfs = launch.rootfs();
    return new DetachedOverlay(
        rootfs.layers(),
        Optional.of(new DetachedOverlay.Upper(rootfs.upper(), rootfs.work(), rootfs.throwaway())));
  }

  private Map<Integer, Fd> openJoined() {
    var joined = new TreeMap<Integer, Fd>();
    var namespaces = launch.namespaces();
    for (Namespace namespace :
        List.of(
            namespaces.pid(),
            namespaces.network(),
            namespaces.ipc(),
            namespaces.uts(),
            namespaces.cgroup())) {
      if (namespace instanceof Namespace.Join join) {
        joined.computeIfAbsent(join.pid(), pid -> keep(Pidfd.open(pid).fd()));
      }
    }
    return joined;
  }

  private Fd keep(Fd fd) {
    opened.add(fd);
    return fd;
  }

  /// In reverse: the holder goes and takes its child along, then the cgroup, then the state.
  private void undo(
      HeldContainer container,
      Optional<HolderStart> holder,
      CompletableFuture<Cgroup> cgroup,
      RuntimeException reason) {
    LOGGER.log(
        System.Logger.Level.DEBUG,
        () ->
            "action=undo-start container="
                + launch.id()
                + " reason=\""
                + reason.getMessage()
                + '"');
    tryTo(() -> holder.ifPresent(HolderStart::abandon), reason);
    tryTo(() -> cgroup.handle((made, error) -> 0).join(), reason);
    tryTo(() -> container.cgroup().remove(HeldContainer.LIMIT), reason);
    tryTo(container.state()::remove, reason);
  }

  /// One part that cannot be undone must not keep the others from it.
  private static void tryTo(Runnable part, RuntimeException reason) {
    try {
      part.run();
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private static Cgroup join(CompletableFuture<Cgroup> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw HavreException.internal("make the cgroup", e);
    }
  }
}
