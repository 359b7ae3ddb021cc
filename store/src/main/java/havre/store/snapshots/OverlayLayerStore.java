package havre.store.snapshots;

import havre.common.Digest;
import havre.common.HavreException;
import havre.common.RandomIds;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.linux.fs.TreeSize;
import havre.oci.image.ChainIds;
import havre.store.diff.LayerArchive;
import havre.store.diff.TarLimits;
import havre.store.metadata.Database;
import havre.store.metadata.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  public static final int MAX_DEPTH = 128;

  private static final Logger LOG = System.getLogger(OverlayLayerStore.class.getName());
  private static final String EMPTY = ".empty";
  private static final String WORK = "work";
  private static final int CACHE_ID_LENGTH = 26;

  private final Database database;
  private final StoreFolder layerFolder;
  private final StoreFolder snapshotFolder;
  private final TarLimits limits;
  private final Faults faults;
  private final Map<Digest, Layer> layers = new ConcurrentHashMap<>();
  private final Map<String, Snapshot> snapshots = new ConcurrentHashMap<>();

  private OverlayLayerStore(Database database, Path root, TarLimits limits, Faults faults) {
    this.database = database;
    this.limits = limits;
    this.faults = faults;
    layerFolder = StoreFolder.open(root.resolve("layers"));
    snapshotFolder = StoreFolder.open(root.resolve("snapshots"));
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
      store.recover();
      return store;
    } catch (LinuxException e) {
      store.close();
      throw HavreException.internal("open the layers in " + root + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Layer> find(Digest chainId) {
    return Optional.ofNullable(layers.get(chainId));
  }

  @Override
  public Optional<Layer> findDiff(Digest diffId) {
    return layers.values().stream().filter(layer -> layer.diffId().equals(diffId)).findFirst();
  }

  @Override
  public StagedLayer stage(InputStream archive) throws IOException {
    String cacheId = RandomIds.next().substring(0, CACHE_ID_LENGTH);
    Path folder = layerFolder.begin(cacheId);
    faults.at("staging");
    StagedLayer staged = null;
    try {
      staged = new Staged(cacheId, LayerArchive.unpack(archive, folder, limits));
      faults.at("staged");
      return staged;
    } finally {
      if (staged == null) {
        layerFolder.discardIncoming(cacheId);
      }
    }
  }

  @Override
  public void writeArchive(Digest chainId, OutputStream out) throws IOException {
    Layer layer = required(chainId);
    LayerArchive.write(layerFolder.path(cacheId(layer)), layer.diffId(), out);
  }

  @Override
  public Lease lease() {
    return new StoreLease(RandomIds.next());
  }

  @Override
  public void use(Connection transaction, Digest chainId, String user) throws SQLException {
    required(chainId);
    LayerRecords.use(transaction, chainId, user);
  }

  @Override
  public void release(Connection transaction, String user) throws SQLException {
    LayerRecords.release(transaction, user);
  }

  @Override
  public List<Layer> collect() {
    List<Layer> unused =
        database.write(transaction -> {
          var gone = new ArrayList<Layer>();
          for (Digest chainId : LayerRecords.deleteUnused(transaction)) {
            Layer layer = layers.remove(chainId);
            if (layer != null) {
              gone.add(layer);
            }
          }
          return gone;
        });
    faults.at("collected");
    unused.forEach(layer -> layerFolder.remove(cacheId(layer)));
    return unused;
  }

  @Override
  public Snapshot createSnapshot(String key, @Nullable Digest chainId) {
    requireKey(key);
    Snapshot snapshot = snapshotOf(key, chainId);
    if (snapshots.putIfAbsent(key, snapshot) != null) {
      throw HavreException.conflict("snapshot " + key + " exists already");
    }
    boolean made = false;
    try {
      makeFolders(snapshot);
      faults.at("snapshot folders made");
      database.write(transaction -> {
        LayerRecords.insertSnapshot(transaction, key, chainId);
        if (chainId != null) {
          LayerRecords.use(transaction, chainId, snapshotUser(key));
        }
        return null;
      });
      made = true;
      return snapshot;
    } catch (LinuxException e) {
      throw HavreException.internal("create snapshot " + key + ": " + e.getMessage(), e);
    } finally {
      if (!made) {
        snapshotFolder.remove(key);
        snapshots.remove(key);
      }
    }
  }

  @Override
  public Snapshot snapshot(String key) {
    Snapshot snapshot = snapshots.get(key);
    if (snapshot == null) {
      throw HavreException.notFound("snapshot " + key + " does not exist");
    }
    return snapshot;
  }

  @Override
  public List<String> snapshotKeys() {
    return List.copyOf(snapshots.keySet());
  }

  @Override
  public void removeSnapshot(String key) {
    Snapshot snapshot = snapshots.get(key);
    if (snapshot == null) {
      return;
    }
    database.write(transaction -> {
      LayerRecords.deleteSnapshot(transaction, key);
      LayerRecords.release(transaction, snapshotUser(key));
      return null;
    });
    faults.at("snapshot row removed");
    snapshotFolder.remove(key);
    snapshots.remove(key);
    if (snapshot.chainId() != null) {
      collect();
    }
  }

  @Override
  public long snapshotSize(String key) {
    snapshot(key);
    try (Fd upper = snapshotFolder.openDirectory(key + "/" + LayerArchive.DIFF)) {
      return TreeSize.of(upper);
    } catch (LinuxException e) {
      throw HavreException.internal("size of snapshot " + key + ": " + e.getMessage(), e);
    }
  }

  @Override
  public long chainSize(Digest chainId) {
    return chain(chainId).stream().mapToLong(Layer::size).sum();
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

  private Layer required(Digest chainId) {
    Layer layer = layers.get(chainId);
    if (layer == null) {
      throw HavreException.notFound("layer does not exist: " + chainId);
    }
    return layer;
  }

  /// The layers of a chain, uppermost first.
  private List<Layer> chain(@Nullable Digest chainId) {
    var chain = new ArrayList<Layer>();
    for (Digest at = chainId; at != null; ) {
      Layer layer = required(at);
      chain.add(layer);
      at = layer.parent();
    }
    return chain;
  }

  /// A layer's directory is `<cache id>/diff`.
  private static String cacheId(Layer layer) {
    Path directory = layer.directory();
    return directory.getName(directory.getNameCount() - 2).toString();
  }

  private static String snapshotUser(String key) {
    return "snapshot:" + key;
  }

  private static void requireKey(String key) {
    if (key.isEmpty() || key.startsWith(".") || key.indexOf('/') >= 0) {
      throw HavreException.invalid("invalid snapshot key: " + key);
    }
  }

  private Snapshot snapshotOf(String key, @Nullable Digest chainId) {
    List<Path> lower =
        chainId == null
            ? List.of(snapshotFolder.path(EMPTY))
            : chain(chainId).stream().map(Layer::directory).toList();
    Path folder = snapshotFolder.path(key);
    return new Snapshot(
        key, chainId, lower, folder.resolve(LayerArchive.DIFF), folder.resolve(WORK));
  }

  /// The upper directory is the container's root, so it has the owner and mode of the image's.
  private void makeFolders(Snapshot snapshot) {
    snapshotFolder.makeFolder(snapshot.key());
    try (Fd folder = snapshotFolder.openDirectory(snapshot.key())) {
      Entries.makeDirectory(folder, WORK, 0700);
      Entries.makeDirectory(folder, LayerArchive.DIFF, 0700);
    }
    FileStatus root = FileStatus.ofPath(snapshot.lower().getFirst().toString());
    try (Fd upper = snapshotFolder.openDirectory(snapshot.key() + "/" + LayerArchive.DIFF)) {
      Entries.changeOwner(upper, root.uid(), root.gid());
      Entries.changeMode(upper, root.permissions());
    }
  }

  private void recover() {
    if (!snapshotFolder.contains(EMPTY)) {
      snapshotFolder.makeFolder(EMPTY);
      Entries.changeMode(snapshotFolder.path(EMPTY), 0755);
    }
    layerFolder.sweep(recoverLayers());
    snapshotFolder.sweep(recoverSnapshots());
  }

  private Set<String> recoverLayers() {
    Map<Digest, Layer> rows =
        database.write(transaction -> {
          LayerRecords.releaseLeases(transaction);
          LayerRecords.deleteUnused(transaction);
          return LayerRecords.layers(transaction, layerFolder.path(""));
        });
    var known = new HashSet<String>();
    rows.forEach((chainId, layer) -> {
      String cacheId = cacheId(layer);
      known.add(cacheId);
      if (layerFolder.contains(cacheId)) {
        layers.put(chainId, layer);
      } else {
        LOG.log(Level.ERROR, "layer {0} is missing on disk and set aside", chainId);
      }
    });
    return known;
  }

  private Set<String> recoverSnapshots() {
    Map<String, String> rows = database.read(LayerRecords::snapshots);
    var known = new HashSet<String>(rows.keySet());
    known.add(EMPTY);
    rows.forEach((key, top) -> {
      try {
        Snapshot snapshot = snapshotOf(key, top.isEmpty() ? null : Digest.parse(top));
        if (!snapshotFolder.contains(key)) {
          makeFolders(snapshot);
          LOG.log(Level.ERROR, "snapshot {0} was missing on disk and is empty now", key);
        }
        snapshots.put(key, snapshot);
      } catch (HavreException e) {
        LOG.log(Level.ERROR, "snapshot {0} is set aside: {1}", key, e.getMessage());
      }
    });
    return known;
  }

  private final class Staged implements StagedLayer {
    private final String cacheId;
    private final LayerArchive.Unpacked unpacked;
    private boolean done;

    Staged(String cacheId, LayerArchive.Unpacked unpacked) {
      this.cacheId = cacheId;
      this.unpacked = unpacked;
    }

    @Override
    public Digest diffId() {
      return unpacked.diffId();
    }

    @Override
    public long size() {
      return unpacked.size();
    }

    @Override
    public Layer commit(@Nullable Digest parent, Lease lease) {
      if (done) {
        throw new IllegalStateException("committed or closed before");
      }
      if (chain(parent).size() >= MAX_DEPTH) {
        throw HavreException.invalid("max depth exceeded");
      }
      Digest chainId = ChainIds.of(parent, diffId());
      if (!lease.keep(chainId)) {
        layerFolder.complete(cacheId);
        done = true;
        faults.at("layer in place");
        insert(layer(chainId, parent), lease);
        faults.at("layer known");
      }
      close();
      return required(chainId);
    }

    private Layer layer(Digest chainId, @Nullable Digest parent) {
      Path directory = layerFolder.path(cacheId).resolve(LayerArchive.DIFF);
      return new Layer(
          chainId, diffId(), parent, unpacked.size(), unpacked.archiveSize(), directory);
    }

    private void insert(Layer layer, Lease lease) {
      boolean inserted = false;
      try {
        inserted =
            database.write(transaction -> {
              // Another load may have brought the same layer meanwhile.
              boolean isNew = !layers.containsKey(layer.chainId());
              if (isNew) {
                LayerRecords.insert(transaction, layer, cacheId);
              }
              LayerRecords.use(transaction, layer.chainId(), LayerRecords.leaseUser(lease.id()));
              if (isNew) {
                layers.put(layer.chainId(), layer);
              }
              return isNew;
            });
      } finally {
        if (!inserted) {
          layers.remove(layer.chainId(), layer);
          layerFolder.remove(cacheId);
        }
      }
    }

    @Override
    public void close() {
      if (!done) {
        done = true;
        layerFolder.discardIncoming(cacheId);
      }
    }
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
      return database.write(transaction -> {
        boolean exists = layers.containsKey(chainId);
        if (exists) {
          LayerRecords.use(transaction, chainId, LayerRecords.leaseUser(id));
        }
        return exists;
      });
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        database.write(transaction -> {
          LayerRecords.release(transaction, LayerRecords.leaseUser(id));
          return null;
        });
        collect();
      }
    }
  }
}
