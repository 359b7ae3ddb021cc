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
      List<Mount.Bind> binds = binds(mounts);
      if (!binds.isEmpty()) {
        overlay = withBinds(overlay, layers.lower().getFirst(), binds);
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

  private static List<Mount.Bind> binds(List<Mount> mounts) {
    return mounts.stream()
        .filter(Mount.Bind.class::isInstance)
        .map(Mount.Bind.class::cast)
        .toList();
  }

  /// The kernel mounts into what is part of a namespace only, so the tree is put together in one
  /// that lasts as long as that, and copied out of it.
  ///
  /// @param place a directory to put the tree on meanwhile
  private static Fd withBinds(Fd overlay, Path place, List<Mount.Bind> binds) {
    return NamespaceThread.inNew(
        Set.of(Namespace.MOUNT),
        () -> {
          Mounts.setPropagation("/", Propagation.PRIVATE, true);
          var sources = new ArrayList<Fd>();
          try (overlay) {
            binds.forEach(bind -> sources.add(source(bind)));
            Mounts.attach(overlay, place.toString());
            try (Root root = Root.open(place.toString())) {
              for (int i = 0; i < binds.size(); i++) {
                attach(sources.get(i), root, binds.get(i));
              }
            }
            return Mounts.copy(place.toString(), true);
          } finally {
            sources.forEach(Fd::close);
          }
        });
  }

  private static Fd source(Mount.Bind bind) {
    Fd copy = Mounts.copy(bind.source().toString(), bind.recursive());
    if (bind.readOnly()) {
      Mounts.addAttributes(copy, Set.of(MountAttribute.READ_ONLY), bind.recursive());
    }
    return copy;
  }

  private static void attach(Fd source, Root root, Mount.Bind bind) {
    boolean directory = FileStatus.of(source).isDirectory();
    try (Fd target =
        directory
            ? root.makeDirectories(bind.target(), 0755, 0, 0)
            : root.makeFile(bind.target(), 0755, 0, 0)) {
      Mounts.attach(source, target);
    }
  }

  /// A directory of such a root, opened for listing.
  public static Fd readable(Fd root) {
    return Open.again(root, OpenHow.DIRECTORY);
  }
}
