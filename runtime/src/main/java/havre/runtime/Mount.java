package havre.runtime;

import havre.linux.Fd;
import java.nio.file.Path;
import java.util.List;

/// A mount inside the container besides the standard ones. The target is a path in the container,
/// which the kernel resolves below the container's root; what is missing of it is made.
public sealed interface Mount {
  String target();

  /// What may be written of a bind.
  enum Access {
    READ_WRITE,
    /// Neither it nor what is mounted below it.
    READ_ONLY,
    /// All but the topmost mount.
    READ_ONLY_TOP
  }

  /// A file or directory of the host. A volume is a bind as well.
  ///
  /// @param recursive whether the mounts below the source come along
  record Bind(Path source, String target, Access access, boolean recursive, Propagation propagation)
      implements Mount {

    public static Bind of(Path source, String target, boolean readOnly) {
      Access access = readOnly ? Access.READ_ONLY : Access.READ_WRITE;
      return new Bind(source, target, access, true, Propagation.RPRIVATE);
    }
  }

  /// A mount that was made ready and is attached nowhere yet. The descriptor stays the caller's to
  /// close on this side, once the container is started.
  ///
  /// @param source what errors call it
  record Detached(Fd tree, String source, String target, boolean readOnly) implements Mount {}

  /// A file system in memory.
  ///
  /// @param size the limit in bytes; 0 is the kernel's own, half of the memory
  /// @param mode the permissions of its root, or [#MODE_OF_TARGET]
  /// @param options further ones in mount(8)'s words: `ro`, `rw`, `nosuid`, `suid`, `nodev`, `dev`,
  ///   `noexec`, `exec`, `noatime`, `uid=N`, `gid=N`, `nr_inodes=N`, …
  record Tmpfs(String target, long size, int mode, List<String> options) implements Mount {
    /// The permissions of the directory it is mounted on, or 01777 where there is none.
    public static final int MODE_OF_TARGET = -1;

    public Tmpfs {
      options = List.copyOf(options);
    }
  }
}
