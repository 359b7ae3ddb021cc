package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.container.FileChange;
import havre.engine.container.PathArchive;
import havre.engine.container.PathStatus;
import havre.engine.launch.OfflineRoot;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.mount.DetachedOverlay;
import havre.store.diff.TreeArchive;
import havre.store.diff.TreeChanges;
import havre.store.snapshots.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A container's own layer: in what it differs from the image, and the whole of both as an archive.
final class ContainerLayer {
  /// What exists only so that something can be mounted there.
  private static final Set<String> MOUNT_POINTS =
      Set.of(
          ".dockerenv",
          "dev",
          "dev/console",
          "dev/mqueue",
          "dev/pts",
          "dev/shm",
          "etc",
          "etc/hostname",
          "etc/hosts",
          "etc/mtab",
          "etc/resolv.conf",
          "proc",
          "sys");

  private final EngineParts parts;
  private final ContainerRegistry registry;
  private final ContainerEvents events;

  ContainerLayer(EngineParts parts, ContainerRegistry registry, ContainerEvents events) {
    this.parts = parts;
    this.registry = registry;
    this.events = events;
  }

  List<FileChange> changes(String ref) {
    Container container = registry.resolve(ref);
    Snapshot layers = parts.layers().snapshot(container.id().value());
    try (Fd image = DetachedOverlay.readOnly(layers.lower()).mount();
        Fd below = OfflineRoot.readable(image);
        Fd upper = Open.path(layers.upper().toString(), OpenHow.DIRECTORY)) {
      return TreeChanges.of(upper, below, MOUNT_POINTS).stream()
          .map(change ->
              new FileChange(change.path(), FileChange.Kind.valueOf(change.kind().name())))
          .toList();
    } catch (LinuxException e) {
      throw HavreException.internal("compare the container's files: " + e.getMessage(), e);
    }
  }

  PathArchive export(String ref) {
    Container container = registry.resolve(ref);
    try {
      Fd root = OfflineRoot.mountPlain(parts.layers().snapshot(container.id().value()));
      events.publish(container, "export");
      return new WholeRoot(root);
    } catch (LinuxException e) {
      throw HavreException.internal("mount the container's files: " + e.getMessage(), e);
    }
  }

  /// Writes the layer as an image has it.
  static void write(Snapshot layers, TreeArchive.LayerOptions options, OutputStream out)
      throws IOException {
    var leftOut = new HashSet<>(MOUNT_POINTS);
    leftOut.addAll(options.leftOut());
    try (Fd upper = Open.path(layers.upper().toString(), OpenHow.DIRECTORY)) {
      TreeArchive.writeLayer(upper, new TreeArchive.LayerOptions(leftOut, options.newest()), out);
    }
  }

  private record WholeRoot(Fd root) implements PathArchive {
    @Override
    public PathStatus status() {
      return new PathStatus("/", 0, 0, Instant.EPOCH, "");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try (Fd directory = OfflineRoot.readable(root)) {
        TreeArchive.writeContent(directory, out);
      }
    }

    @Override
    public void close() {
      root.close();
    }
  }
}
