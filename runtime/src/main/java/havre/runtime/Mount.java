package havre.runtime;

import java.nio.file.Path;
import java.util.List;

/// A mount inside the container besides the standard ones. The target is a path in the container,
/// which the kernel resolves below the container's root; what is missing of it is made.
public sealed interface Mount {
  String target();

  /// A file or directory of the host. A volume is a bind as well.
  ///
  /// @param recursive whether the mounts below the source come along
  record Bind(
      Path source, String target, boolean readOnly, boolean recursive, Propagation propagation)
      implements Mount {

    public static Bind of(Path source, String target, boolean readOnly) {
      return new Bind(source, target, readOnly, true, Propagation.RPRIVATE);
    }
  }

  /// A file system in memory.
  ///
  /// @param size the limit in bytes; 0 is the kernel's own, half of the memory
  /// @param mode the permissions of its root
  /// @param options further ones in mount(8)'s words: `ro`, `rw`, `nosuid`, `suid`, `nodev`, `dev`,
  ///   `noexec`, `exec`, `noatime`, `uid=N`, `gid=N`, `nr_inodes=N`, …
  record Tmpfs(String target, long size, int mode, List<String> options) implements Mount {
    public Tmpfs {
      options = List.copyOf(options);
    }
  }
}
