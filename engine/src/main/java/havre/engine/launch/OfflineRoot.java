package havre.engine.launch;

import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.mount.DetachedOverlay;
import havre.linux.mount.MountAttribute;
import havre.linux.mount.Mounts;
import havre.linux.mount.Propagation;
import havre.linux.process.Namespace;
import havre.linux.process.NamespaceThread;
import havre.runtime.Mount;
import havre.store.snapshots.Snapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The file system of a container that does not run: its layers with its volumes and binds in their
/// places, mounted nowhere and gone with its descriptor.
public final class OfflineRoot {
  private OfflineRoot() {}

  /// Mounts it.
  ///
  /// @param mounts those of the container; file systems in memory are left out, being empty
  /// @param readOnly whether the container sees its root read-only
  /// @return its root directory
  public static Fd mount(Snapshot layers, List<Mount> mounts, boolean readOnly) {
    Fd overlay = DetachedOverlay.writable(layers.lower(), layers.upper(), layers.work()).mount();
    try {
      List<Mount> visible =
          mounts.stream().filter(mount -> !(mount instanceof Mount.Tmpfs)).toList();
      if (!visible.isEmpty()) {
        overlay = withMounts(overlay, layers.lower().getFirst(), visible);
      }
      if (readOnly) {
        Mounts.addAttributes(overlay, Set.of(MountAttribute.READ_ONLY), false);
      }
      return overlay;
    } catch (LinuxException e) {
      overlay.close();
      throw e;
    }
  }

  /// The image's layers and the container's own, without anything mounted into them, read-only.
  public static Fd mountPlain(Snapshot layers) {
    var lower = new ArrayList<Path>();
    lower.add(layers.upper());
    lower.addAll(layers.lower());
    return DetachedOverlay.readOnly(lower).mount();
  }

  /// The kernel mounts into what is part of a namespace only, so the tree is put together in one
  /// that lasts as long as that, and copied out of it.
  ///
  /// @param place a directory to put the tree on meanwhile
  private static Fd withMounts(Fd overlay, Path place, List<Mount> mounts) {
    return NamespaceThread.inNew(
        Set.of(Namespace.MOUNT),
        () -> {
          Mounts.setPropagation("/", Propagation.PRIVATE, true);
          var sources = new ArrayList<Fd>();
          try (overlay) {
            mounts.forEach(mount -> sources.add(source(mount)));
            Mounts.attach(overlay, place.toString());
            try (Root root = Root.open(place.toString())) {
              for (int i = 0; i < mounts.size(); i++) {
                attach(sources.get(i), root, mounts.get(i));
              }
            }
            return Mounts.copy(place.toString(), true);
          } finally {
            sources.forEach(Fd::close);
          }
        });
  }

  private static Fd source(Mount mount) {
    return switch (mount) {
      case Mount.Bind bind -> {
        Fd copy = Mounts.copy(bind.source().toString(), bind.recursive());
        if (bind.access() != Mount.Access.READ_WRITE) {
          boolean deep = bind.recursive() && bind.access() == Mount.Access.READ_ONLY;
          Mounts.addAttributes(copy, Set.of(MountAttribute.READ_ONLY), deep);
        }
        yield copy;
      }
      case Mount.Detached detached -> {
        Fd tree = detached.tree();
        if (detached.readOnly()) {
          Mounts.addAttributes(tree, Set.of(MountAttribute.READ_ONLY), true);
        }
        yield tree;
      }
      case Mount.Tmpfs _ -> throw new IllegalArgumentException("a file system in memory is empty");
    };
  }

  private static void attach(Fd source, Root root, Mount mount) {
    boolean directory = FileStatus.of(source).isDirectory();
    try (Fd target =
        directory
            ? root.makeDirectories(mount.target(), 0755, 0, 0)
            : root.makeFile(mount.target(), 0755, 0, 0)) {
      Mounts.attach(source, target);
    }
  }

  /// A directory of such a root, opened for listing.
  public static Fd readable(Fd root) {
    return Open.again(root, OpenHow.DIRECTORY);
  }
}
