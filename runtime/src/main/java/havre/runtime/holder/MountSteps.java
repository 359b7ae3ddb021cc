package havre.runtime.holder;

import static havre.runtime.holder.KernelFlags.MS_PRIVATE;
import static havre.runtime.holder.KernelFlags.MS_SHARED;
import static havre.runtime.holder.KernelFlags.MS_SLAVE;
import static havre.runtime.holder.KernelFlags.NODEV;
import static havre.runtime.holder.KernelFlags.NOEXEC;
import static havre.runtime.holder.KernelFlags.NOSUID;
import static havre.runtime.holder.KernelFlags.RDONLY;
import static havre.runtime.holder.KernelFlags.STRICTATIME;

import havre.runtime.Launch;
import havre.runtime.Mount;
import havre.runtime.Namespace;
import havre.runtime.Propagation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The steps that make a container's mounts: the standard ones, those it asks for, and the view of
/// its cgroup.
///
/// Sources on the host are cloned first, while the child's mount namespace still is as the host's,
/// so that their propagation can be kept; targets are reached only below the container's root.
final class MountSteps {
  private static final String DEV = "/dev";
  private static final String CGROUPS = "/sys/fs/cgroup";
  private static final Path SHM_SOURCE = Path.of("/dev/shm");
  private static final int NO_RIGHTS = NOSUID | NODEV | NOEXEC;

  private final Launch launch;
  private final CgroupView cgroup;
  private final Program program;
  private final Set<String> replaced = new HashSet<>();
  private final List<Clone> clones = new ArrayList<>();

  /// A mount of the host that is to be attached.
  private record Clone(int slot, Mount.Bind bind, int flags, int attributes) {}

  MountSteps(Launch launch, CgroupView cgroup, Program program) {
    this.launch = launch;
    this.cgroup = cgroup;
    this.program = program;
    for (Mount mount : launch.mounts()) {
      replaced.add(withoutSlash(mount.target()));
    }
  }

  /// Clones what is to be bound. Runs in the host's mount tree.
  void cloneSources() {
    for (Mount mount : launch.mounts()) {
      if (mount instanceof Mount.Bind bind) {
        cloneSource(bind, 0, bind.readOnly() ? RDONLY : 0);
      }
    }
    if (!cgroup.ownNamespace() && wanted(CGROUPS)) {
      int readOnly = launch.privileged() ? 0 : RDONLY;
      for (CgroupView.Hierarchy hierarchy : cgroup.hierarchies()) {
        cloneSource(
            new Mount.Bind(
                hierarchy.directory(), hierarchy.target(), false, false, Propagation.RPRIVATE),
            Program.TARGET_PLAIN,
            NO_RIGHTS | readOnly);
      }
    }
    if (launch.namespaces().ipc() instanceof Namespace.Host && wanted(DEV + "/shm")) {
      cloneSource(Mount.Bind.of(SHM_SOURCE, DEV + "/shm", false), Program.TARGET_PLAIN, 0);
    }
  }

  /// Takes another container's /dev/shm into the clones; the step before must have entered its
  /// mount namespace.
  void cloneShm() {
    cloneSource(Mount.Bind.of(SHM_SOURCE, DEV + "/shm", false), Program.TARGET_PLAIN, 0);
  }

  private void cloneSource(Mount.Bind bind, int flags, int attributes) {
    int slot = program.newSlot();
    program.openTree(slot, bind.source().toString(), bind.recursive(), bind.target());
    clones.add(new Clone(slot, bind, flags, attributes));
  }

  /// Makes all mounts below the root.
  void attach() {
    mountKernelViews();
    if (wanted(DEV)) {
      new DeviceSteps(launch, program).makeAll();
    }
    attachStandardClones();
    for (Mount mount : launch.mounts()) {
      switch (mount) {
        case Mount.Bind bind -> attach(clone(bind));
        case Mount.Tmpfs tmpfs -> attachTmpfs(tmpfs);
      }
    }
  }

  private void mountKernelViews() {
    standard("proc", "/proc", NO_RIGHTS, List.of("source=proc"));
    standard(
        "tmpfs", DEV, NOSUID | STRICTATIME, List.of("source=tmpfs", "mode=755", "size=65536k"));
    standard(
        "devpts",
        DEV + "/pts",
        NOSUID | NOEXEC,
        List.of("source=devpts", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"));
    standard(
        "sysfs", "/sys", NO_RIGHTS | (launch.privileged() ? 0 : RDONLY), List.of("source=sysfs"));
    mountCgroups();
    standard("mqueue", DEV + "/mqueue", NO_RIGHTS, List.of("source=mqueue"));
    if (launch.shmSize() > 0 && launch.namespaces().ipc() instanceof Namespace.Private) {
      standard(
          "tmpfs",
          DEV + "/shm",
          NO_RIGHTS,
          List.of("source=shm", "mode=1777", "size=" + launch.shmSize()));
    }
  }

  private void mountCgroups() {
    int access = launch.privileged() ? 0 : RDONLY;
    if (cgroup.ownNamespace()) {
      standard("cgroup2", CGROUPS, NO_RIGHTS | access, List.of("source=cgroup"));
    } else if (cgroup.divided()) {
      standard("tmpfs", CGROUPS, NO_RIGHTS, List.of("source=tmpfs", "mode=755"));
    }
  }

  private void attachStandardClones() {
    for (Clone clone : clones) {
      if (!launch.mounts().contains(clone.bind())) {
        attach(clone);
      }
    }
  }

  private void standard(String type, String target, int attributes, List<String> options) {
    if (wanted(target)) {
      program.mount(type, target, Program.TARGET_PLAIN, attributes, options);
    }
  }

  /// Whether a standard mount is to be made: not where a mount of the container's own replaces it,
  /// or the one above it.
  private boolean wanted(String target) {
    for (String at = target; !at.isEmpty(); at = at.substring(0, at.lastIndexOf('/'))) {
      if (replaced.contains(at)) {
        return false;
      }
    }
    return true;
  }

  private Clone clone(Mount.Bind bind) {
    return clones.stream().filter(clone -> clone.bind() == bind).findFirst().orElseThrow();
  }

  private void attach(Clone clone) {
    Mount.Bind bind = clone.bind();
    boolean wholeTree =
        switch (bind.propagation()) {
          case RPRIVATE, RSLAVE, RSHARED -> true;
          case PRIVATE, SLAVE, SHARED -> clone.attributes() != 0;
        };
    int propagation =
        switch (bind.propagation()) {
          case PRIVATE, RPRIVATE -> MS_PRIVATE;
          case SLAVE, RSLAVE -> MS_SLAVE;
          case SHARED, RSHARED -> MS_SHARED;
        };
    program.bind(
        clone.slot(),
        bind.source().toString(),
        bind.target(),
        clone.flags() | (wholeTree ? Program.TREE_RECURSIVE : 0),
        clone.attributes(),
        propagation);
  }

  private void attachTmpfs(Mount.Tmpfs tmpfs) {
    TmpfsOptions options = TmpfsOptions.of(tmpfs);
    program.mount("tmpfs", tmpfs.target(), 0, options.attributes(), options.parameters());
  }

  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
