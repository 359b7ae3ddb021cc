package havre.runtime.holder;

import static havre.runtime.holder.KernelFlags.CLONE_NEWCGROUP;
import static havre.runtime.holder.KernelFlags.CLONE_NEWIPC;
import static havre.runtime.holder.KernelFlags.CLONE_NEWNET;
import static havre.runtime.holder.KernelFlags.CLONE_NEWNS;
import static havre.runtime.holder.KernelFlags.CLONE_NEWPID;
import static havre.runtime.holder.KernelFlags.CLONE_NEWUTS;
import static havre.runtime.holder.KernelFlags.MS_PRIVATE;
import static havre.runtime.holder.KernelFlags.MS_REC;

import havre.linux.Fd;
import havre.runtime.Launch;
import havre.runtime.Namespace;
import havre.runtime.Namespaces;
import havre.runtime.user.ResolvedUser;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Computes the program that starts a container.
///
/// Its order: what must be seen from the host (cgroups, namespaces to join, sources of binds), then
/// the container's file system below its root, then the change of root, then GO from the daemon,
/// which by then has attached the network, then what needs the network or takes rights away.
final class ContainerProgram {
  private static final String INIT_PATH = "/sbin/docker-init";

  private final Launch launch;
  private final Resources resources;
  private final Program program = new Program();
  private CgroupEntry.Passed entry = new CgroupEntry.Passed(List.of(), "");

  /// What was made ready for the container.
  ///
  /// @param root its overlay, mounted nowhere
  /// @param state the directory of its state, as a path only
  /// @param place the path of that directory, where the root is attached
  /// @param entry the way into its cgroup
  /// @param oom the file that tells of kills for want of memory
  /// @param joined a pidfd of each process whose namespace is joined
  /// @param hostMounts the daemon's mount namespace, where `joined` has an ipc namespace
  record Resources(
      Fd root,
      Fd state,
      String place,
      CgroupEntry entry,
      List<Fd> oom,
      Map<Integer, Fd> joined,
      List<Fd> hostMounts,
      CgroupView cgroup,
      ResolvedUser user,
      List<byte[]> network) {}

  private ContainerProgram(Launch launch, Resources resources) {
    this.launch = launch;
    this.resources = resources;
  }

  static Program of(Launch launch, Resources resources) {
    return new ContainerProgram(launch, resources).write();
  }

  private Program write() {
    int root = program.pass(resources.root());
    int state = program.pass(resources.state());
    program.state(state);
    resources.oom().forEach(fd -> program.oom(program.pass(fd)));
    entry = resources.entry().pass(program);
    var joined = new TreeMap<Integer, Integer>();
    resources.joined().forEach((pid, fd) -> joined.put(pid, program.pass(fd)));
    List<Integer> hostMounts = resources.hostMounts().stream().map(program::pass).toList();
    program.held(launch.held());
    program.mode(launch.process().terminal(), launch.process().openStdin());
    program.cloneFlags(cloneFlags(hostMounts.isEmpty()));

    var mounts = new MountSteps(launch, resources.cgroup(), resources.root(), program);
    enterNamespaces(joined, hostMounts, mounts);
    program.oomScore(launch.oomScoreAdj());
    mounts.cloneSources();
    program.propagate(MS_REC | MS_PRIVATE);
    program.attachRoot(root, resources.place());
    mounts.attach();
    finish();
    return program;
  }

  private int cloneFlags(boolean ownMounts) {
    Namespaces namespaces = launch.namespaces();
    return (ownMounts ? CLONE_NEWNS : 0)
        | flag(namespaces.pid(), CLONE_NEWPID)
        | flag(namespaces.network(), CLONE_NEWNET)
        | flag(namespaces.ipc(), CLONE_NEWIPC)
        | flag(namespaces.uts(), CLONE_NEWUTS);
  }

  private static int flag(Namespace namespace, int flag) {
    return namespace instanceof Namespace.Private ? flag : 0;
  }

  private void enterNamespaces(
      Map<Integer, Integer> joined, List<Integer> hostMounts, MountSteps mounts) {
    Namespaces namespaces = launch.namespaces();
    if (namespaces.pid() instanceof Namespace.Join join) {
      program.joinPidNamespace(joined.getOrDefault(join.pid(), Program.NO_SLOT));
    }
    join(namespaces.network(), joined, CLONE_NEWNET);
    join(namespaces.ipc(), joined, CLONE_NEWIPC);
    join(namespaces.uts(), joined, CLONE_NEWUTS);
    join(namespaces.cgroup(), joined, CLONE_NEWCGROUP);
    if (namespaces.cgroup() instanceof Namespace.Private) {
      entry.join(program);
      program.unshare(CLONE_NEWCGROUP);
    }
    // A mount of another namespace can only be cloned from inside it; the child's own is made
    // after.
    for (int hostMount : hostMounts) {
      join(namespaces.ipc(), joined, CLONE_NEWNS);
      mounts.cloneShm();
      program.setns(hostMount, CLONE_NEWNS);
      program.unshare(CLONE_NEWNS);
    }
  }

  private void join(Namespace namespace, Map<Integer, Integer> joined, int flag) {
    if (namespace instanceof Namespace.Join join) {
      program.setns(joined.getOrDefault(join.pid(), Program.NO_SLOT), flag);
    }
  }

  private void finish() {
    var process = new ProcessSteps(launch.process(), resources.user(), program);
    process.makeTerminal(true);
    program.mkdir(launch.process().workingDirectory(), 0755);
    if (launch.rootfs().readOnly()) {
      program.rootReadonly();
    }
    if (launch.sysctls().isEmpty()) {
      protect();
    }
    program.pivot();
    if (!launch.hostname().isEmpty()) {
      program.hostname(launch.hostname());
    }
    if (!launch.domainname().isEmpty()) {
      program.domainname(launch.domainname());
    }
    // Last of what is the engine's own work, so that none of it is charged to the container.
    if (!(launch.namespaces().cgroup() instanceof Namespace.Private)) {
      entry.join(program);
    }
    program.go();
    if (!resources.network().isEmpty()) {
      program.netlink(batch(resources.network()));
    }
    if (!launch.sysctls().isEmpty()) {
      new TreeMap<>(launch.sysctls())
          .forEach((name, value) -> program.sysctl("sys/" + name.replace('.', '/'), value));
      protect();
    }
    process.finish(arguments());
  }

  private void protect() {
    launch.readonlyPaths().forEach(program::readonly);
    launch.maskedPaths().forEach(program::mask);
  }

  private List<String> arguments() {
    if (!launch.init()) {
      return launch.process().arguments();
    }
    var arguments = new ArrayList<>(List.of(INIT_PATH, "--"));
    arguments.addAll(launch.process().arguments());
    return arguments;
  }

  /// Each message padded to four bytes, as they follow each other on a netlink socket.
  private static byte[] batch(List<byte[]> messages) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] message : messages) {
      bytes.writeBytes(message);
      bytes.writeBytes(new byte[-message.length & 3]);
    }
    return bytes.toByteArray();
  }
}
