package havre.runtime.holder;

import havre.linux.cgroup.Cgroup;
import havre.linux.cgroup.CgroupVersion;
import java.nio.file.Path;
import java.util.List;

/// What a container sees of its cgroup under /sys/fs/cgroup.
///
/// @param ownNamespace whether it has a cgroup namespace, and so mounts the one hierarchy itself
/// @param divided whether each hierarchy has a directory of its own (v1)
/// @param hierarchies the directories of its cgroup on the host
record CgroupView(boolean ownNamespace, boolean divided, List<Hierarchy> hierarchies) {
  private static final String ROOT = "/sys/fs/cgroup";

  /// @param directory of the container's cgroup on the host
  /// @param target where the container has it
  record Hierarchy(Path directory, String target) {}

  CgroupView {
    hierarchies = List.copyOf(hierarchies);
  }

  /// @param ownNamespace whether the container has a cgroup namespace; on v1 it changes only how
  ///   its path reads
  static CgroupView of(CgroupVersion version, Cgroup cgroup, boolean ownNamespace) {
    if (version != CgroupVersion.V2) {
      return new CgroupView(
          false,
          true,
          cgroup.directories().stream()
              .map(directory -> new Hierarchy(directory, target(directory, cgroup.path())))
              .toList());
    }
    return ownNamespace
        ? new CgroupView(true, false, List.of())
        : new CgroupView(false, false, List.of(new Hierarchy(Path.of(ROOT), ROOT)));
  }

  /// Each hierarchy has the name of its mount point on the host.
  private static String target(Path directory, String path) {
    String text = directory.toString();
    String mount = text.substring(0, text.length() - path.length());
    return ROOT + mount.substring(mount.lastIndexOf('/'));
  }
}
