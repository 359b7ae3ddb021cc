package havre.build.step;

import havre.common.Digest;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.fs.Root;
import havre.linux.mount.DetachedOverlay;
import havre.store.diff.ArchivePipe;
import havre.store.diff.TreeArchive;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import havre.store.snapshots.Snapshot;
import havre.store.snapshots.StagedLayer;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes layers by changing a file system that is mounted nowhere.
public final class LayerMaker {
  private final LayerStore layers;
  private final TreeArchive.LayerOptions options;

  public LayerMaker(LayerStore layers) {
    this(layers, Long.MAX_VALUE);
  }

  /// @param newest no time in the layers is later, in seconds since the epoch
  public LayerMaker(LayerStore layers, long newest) {
    this.layers = layers;
    this.options = new TreeArchive.LayerOptions(Set.of(), newest);
  }

  /// Changes a file system.
  @FunctionalInterface
  public interface Change {
    void apply(Root root) throws IOException;
  }

  /// Reads a file system.
  @FunctionalInterface
  public interface Reading<T> {
    T read(Root root) throws IOException;
  }

  /// The layer that a change makes of what lies below.
  Layer make(@Nullable Digest chainId, Lease lease, Change change) throws IOException {
    return make(chainId, chainId, lease, change);
  }

  /// The layer that a change makes of nothing, laid upon others.
  Layer makeApart(@Nullable Digest chainId, Lease lease, Change change) throws IOException {
    return make(null, chainId, lease, change);
  }

  private Layer make(@Nullable Digest below, @Nullable Digest parent, Lease lease, Change change)
      throws IOException {
    String key = "build-" + UUID.randomUUID();
    Snapshot snapshot = layers.createSnapshot(key, below);
    try {
      // What a crash leaves of it is thrown away, so nothing of it has to be on disk.
      var upperSide = new DetachedOverlay.Upper(snapshot.upper(), snapshot.work(), true);
      var overlay = new DetachedOverlay(snapshot.lower(), Optional.of(upperSide));
      try (Root root = new Root(overlay.mount())) {
        change.apply(root);
      }
      if (options.newest() == Long.MAX_VALUE) {
        try (StagedLayer staged = layers.adopt(key)) {
          return staged.commit(parent, lease);
        }
      }
      try (Fd upper = Open.path(snapshot.upper().toString(), OpenHow.DIRECTORY);
          ArchivePipe archive =
              ArchivePipe.from(out -> TreeArchive.writeLayer(upper, options, out))) {
        return layers.register(parent, null, archive, lease);
      }
    } catch (LinuxException e) {
      throw HavreException.internal("make layer: " + e.getMessage(), e);
    } finally {
      layers.removeSnapshot(key);
    }
  }

  /// Reads what an image's layers show.
  public <T> T read(@Nullable Digest chainId, Reading<T> reading) throws IOException {
    String key = "build-" + UUID.randomUUID();
    Snapshot snapshot = layers.createSnapshot(key, chainId);
    try (Root root = new Root(DetachedOverlay.readOnly(snapshot.lower()).mount())) {
      return reading.read(root);
    } finally {
      layers.removeSnapshot(key);
    }
  }
}
