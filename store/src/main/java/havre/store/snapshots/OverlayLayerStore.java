package havre.store.snapshots;

import havre.common.Digest;
import havre.common.HavreException;
import havre.common.RandomIds;
import havre.linux.LinuxException;
import havre.store.diff.LayerArchive;
import havre.store.diff.TarLimits;
import havre.store.metadata.Database;
import havre.store.metadata.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Layers for the kernel's overlay file system.
///
/// ```
/// root/layers/<cache id>/diff       the layer, with its archive's record beside
/// root/snapshots/<key>/diff, work   what a container changed
/// root/snapshots/.empty             stands for an image without layers
/// ```
///
/// What comes is first whole on disk and then a row; what goes is first no row any more and then
/// taken from the disk. So the rows never promise what isn't there, and a folder without a row is a
/// leftover, removed when the store is opened.
public final class OverlayLayerStore implements LayerStore {
  /// As many layers as an image may have.
  public static final int MAX_DEPTH = KnownLayers.MAX_DEPTH;

  private final Database database;
  private final StoreFolder layerFolder;
  private final StoreFolder snapshotFolder;
  private final KnownLayers layers;
  private final KnownSnapshots snapshots;
  private final DamagedLayers damages;

  private OverlayLayerStore(Database database, Path root, TarLimits limits, Faults faults) {
    this.database = database;
    layerFolder = StoreFolder.open(root.resolve("layers"));
    snapshotFolder = StoreFolder.open(root.resolve("snapshots"));
    layers = new KnownLayers(database, layerFolder, limits, faults);
    damages = new DamagedLayers(layers, layerFolder);
    snapshots = new KnownSnapshots(database, snapshotFolder, layers, faults);
  }

  /// The tables that the database must have.
  public static Schema schema() {
    return LayerRecords.SCHEMA;
  }

  /// Opens the store below a root, and finishes what a crash left half done.
  public static OverlayLayerStore open(Database database, Path root) {
    return open(database, root, TarLimits.DEFAULT, Faults.NONE);
  }

  static OverlayLayerStore open(Database database, Path root, TarLimits limits, Faults faults) {
    var store = new OverlayLayerStore(database, root, limits, faults);
    try {
      store.layers.recover();
      store.snapshots.recover();
      return store;
    } catch (LinuxException e) {
      store.close();
      throw HavreException.internal("open the layers in " + root + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Layer> find(Digest chainId) {
    return layers.find(chainId);
  }

  @Override
  public Optional<Layer> findDiff(Digest diffId) {
    return layers.findDiff(diffId);
  }

  @Override
  public StagedLayer stage(InputStream archive) throws IOException {
    return layers.stage(archive);
  }

  @Override
  public StagedLayer adopt(String key) throws IOException {
    return layers.adopt(snapshots.required(key).upper());
  }

  @Override
  public void writeArchive(Digest chainId, OutputStream out) throws IOException {
    Layer layer = layers.required(chainId);
    LayerArchive.write(layers.folderOf(layer), layer.diffId(), out);
  }

  @Override
  public List<Digest> chainIds() {
    return layers.chainIds();
  }

  @Override
  public Optional<String> damage(Digest chainId) {
    return damages.of(chainId);
  }

  @Override
  public List<String> repair(Digest chainId, InputStream archive) throws IOException {
    return damages.repair(chainId, archive);
  }

  @Override
  public Lease lease() {
    return new StoreLease(RandomIds.next());
  }

  @Override
  public void use(Connection transaction, Digest chainId, String user) throws SQLException {
    layers.required(chainId);
    LayerRecords.use(transaction, chainId, user);
  }

  @Override
  public void release(Connection transaction, String user) throws SQLException {
    LayerRecords.release(transaction, user);
  }

  @Override
  public List<Layer> collect() {
    return layers.collect();
  }

  @Override
  public Snapshot createSnapshot(String key, @Nullable Digest chainId) {
    return snapshots.create(key, chainId);
  }

  @Override
  public Snapshot snapshot(String key) {
    return snapshots.required(key);
  }

  @Override
  public List<String> snapshotKeys() {
    return snapshots.keys();
  }

  @Override
  public void removeSnapshot(String key) {
    snapshots.remove(key);
  }

  @Override
  public long snapshotSize(String key) {
    return snapshots.size(key);
  }

  @Override
  public long chainSize(Digest chainId) {
    return layers.chain(chainId).stream().mapToLong(Layer::size).sum();
  }

  @Override
  public void awaitRemovals() throws InterruptedException {
    layerFolder.awaitRemovals();
    snapshotFolder.awaitRemovals();
  }

  @Override
  public void close() {
    layerFolder.close();
    snapshotFolder.close();
  }

  private final class StoreLease implements Lease {
    private final String id;
    private boolean closed;

    StoreLease(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public boolean keep(Digest chainId) {
      return layers.keep(chainId, id);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        database.write(transaction -> {
          LayerRecords.release(transaction, LayerRecords.leaseUser(id));
          return null;
        });
        layers.collect();
      }
    }
  }
}
