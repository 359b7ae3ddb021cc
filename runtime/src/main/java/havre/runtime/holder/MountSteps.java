package havre.runtime.holder;

import static havre.runtime.holder.KernelFlags.MS_PRIVATE;
import static havre.runtime.holder.KernelFlags.MS_SHARED;
import static havre.runtime.holder.KernelFlags.MS_SLAVE;
import static havre.runtime.holder.KernelFlags.NODEV;
import static havre.runtime.holder.KernelFlags.NOEXEC;
import static havre.runtime.holder.KernelFlags.NOSUID;
import static havre.runtime.holder.KernelFlags.RDONLY;
import static havre.runtime.holder.KernelFlags.STRICTATIME;

import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.runtime.Launch;
import havre.runtime.Mount;
import havre.runtime.Namespace;
import havre.runtime.Propagation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private static final int TMPFS_MODE = 01777;
  private static final int NO_RIGHTS = NOSUID | NODEV | NOEXEC;

  private final Launch launch;
  private final CgroupView cgroup;
  private final Fd root;
  private final Program program;
  private final Set<String> replaced = new HashSet<>();
  private final Map<Mount, Clone> own = new IdentityHashMap<>();
  private final List<Clone> standard = new ArrayList<>();

  /// A mount that is to be attached.
  private record Clone(
      int slot, String source, String target, int flags, int attributes, Propagation propagation) {}

  /// @param root the container's file system, as it is before anything is mounted into it
  MountSteps(Launch launch, CgroupView cgroup, Fd root, Program program) {
    this.launch = launch;
    this.cgroup = cgroup;
    this.root = root;
    this.program = program;
    for (Mount mount : launch.mounts()) {
      replaced.add(withoutSlash(mount.target()));
      if (mount instanceof Mount.Detached detached) {
        own.put(mount, detached(program.pass(detached.tree()), detached));
      }
    }
  }

  private static Clone detached(int slot, Mount.Detached mount) {
    return new Clone(
        slot,
        mount.source(),
        mount.target(),
        mount.readOnly() ? Program.ATTRIBUTES_DEEP : 0,
        mount.readOnly() ? RDONLY : 0,
        Propagation.RPRIVATE);
  }

  /// Clones what is to be bound. Runs in the host's mount tree.
  void cloneSources() {
    for (Mount mount : launch.mounts()) {
      if (mount instanceof Mount.Bind bind) {
        own.put(mount, cloneSource(bind));
      }
    }
    if (!cgroup.ownNamespace() && wanted(CGROUPS)) {
      for (CgroupView.Hierarchy hierarchy : cgroup.hierarchies()) {
        // Of divided hierarchies an init needs its own, which limits nothing.
        boolean writable =
            launch.privileged()
                || (launch.writableCgroup() && hierarchy.target().equals(CGROUPS + "/systemd"));
        int attributes = NO_RIGHTS | (writable ? 0 : RDONLY);
        standard.add(cloneStandard(hierarchy.directory(), hierarchy.target(), false, attributes));
      }
    }
    if (launch.namespaces().ipc() instanceof Namespace.Host && wanted(DEV + "/shm")) {
      cloneShm();
    }
  }

  /// Takes another container's /dev/shm into the clones; the step before must have entered its
  /// mount namespace.
  void cloneShm() {
    standard.add(cloneStandard(SHM_SOURCE, DEV + "/shm", true, 0));
  }

  private Clone cloneStandard(Path source, String target, boolean recursive, int attributes) {
    int slot = openTree(source, target, recursive);
    int flags = Program.TARGET_PLAIN | Program.ATTRIBUTES_DEEP;
    return new Clone(slot, source.toString(), target, flags, attributes, Propagation.RPRIVATE);
  }

  private Clone cloneSource(Mount.Bind bind) {
    int slot = openTree(bind.source(), bind.target(), bind.recursive());
    int attributes = bind.access() == Mount.Access.READ_WRITE ? 0 : RDONLY;
    int flags = bind.access() == Mount.Access.READ_ONLY ? Program.ATTRIBUTES_DEEP : 0;
    return new Clone(
        slot, bind.source().toString(), bind.target(), flags, attributes, bind.propagation());
  }

  private int openTree(Path source, String target, boolean recursive) {
    int slot = program.newSlot();
    program.openTree(slot, source.toString(), recursive, target);
    return slot;
  }

  /// Makes all mounts below the root.
  void attach() {
    mountKernelViews();
    if (wanted(DEV)) {
      new DeviceSteps(launch, program).makeAll();
    }
    standard.forEach(this::attach);
    for (Mount mount : launch.mounts()) {
      switch (mount) {
        case Mount.Bind _, Mount.Detached _ -> attach(Objects.requireNonNull(own.get(mount)));
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
    int access = launch.privileged() || launch.writableCgroup() ? 0 : RDONLY;
    if (cgroup.ownNamespace()) {
      standard("cgroup2", CGROUPS, NO_RIGHTS | access, List.of("source=cgroup"));
    } else if (cgroup.divided()) {
      standard("tmpfs", CGROUPS, NO_RIGHTS, List.of("source=tmpfs", "mode=755"));
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

  private void attach(Clone clone) {
    boolean wholeTree =
        switch (clone.propagation()) {
          case RPRIVATE, RSLAVE, RSHARED -> true;
          case PRIVATE, SLAVE, SHARED -> false;
        };
    int propagation =
        switch (clone.propagation()) {
          case PRIVATE, RPRIVATE -> MS_PRIVATE;
          case SLAVE, RSLAVE -> MS_SLAVE;
          case SHARED, RSHARED -> MS_SHARED;
        };
    program.bind(
        clone.slot(),
        clone.source(),
        clone.target(),
        clone.flags() | (wholeTree ? Program.PROPAGATION_DEEP : 0),
        clone.attributes(),
        propagation);
  }

  private void attachTmpfs(Mount.Tmpfs tmpfs) {
    int mode = tmpfs.mode() == Mount.Tmpfs.MODE_OF_TARGET ? modeOf(tmpfs.target()) : tmpfs.mode();
    TmpfsOptions options = TmpfsOptions.of(tmpfs, mode);
    program.mount(
        "tmpfs", tmpfs.target(), options.propagation(), options.attributes(), options.parameters());
  }

  private int modeOf(String target) {
    try (Fd directory = Open.at(root, target, OpenHow.PATH_DIRECTORY.inRoot())) {
      return FileStatus.of(directory).permissions();
    } catch (LinuxException e) {
      return TMPFS_MODE; // what keeps it from being a directory shows when it is mounted
    }
  }

  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
