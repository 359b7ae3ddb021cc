package havre.store.snapshots;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.common.RandomIds;
import havre.linux.fs.Entries;
import havre.linux.fs.FileStatus;
import havre.oci.image.ChainIds;
import havre.store.diff.LayerArchive;
import havre.store.diff.TarLimits;
import havre.store.metadata.Database;
import havre.store.metadata.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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
/// root/layers/<cache id>/diff       the layer, with its archive's recipe beside
/// root/snapshots/<key>/diff, work   what a container changed
/// root/snapshots/.empty             stands for an image without layers
/// ```
///
/// A layer is unpacked under `.new-…`, renamed when it is whole, and then named in the state file.
/// Folders that no row names are removed when the store is opened.
public final class OverlayLayerStore implements LayerStore {
  private static final String NEW = ".new-";
  private static final String EMPTY = ".empty";
  private static final int CACHE_ID_LENGTH = 26;

  private final Database database;
  private final Path layersRoot;
  private final Path snapshotsRoot;
  private final Removals removals = new Removals();
  private final Map<Digest, Layer> layers = new ConcurrentHashMap<>();
  private final Map<String, Snapshot> snapshots = new ConcurrentHashMap<>();

  private OverlayLayerStore(Database database, Path root) {
    this.database = database;
    this.layersRoot = root.resolve("layers");
    this.snapshotsRoot = root.resolve("snapshots");
  }

  /// The tables that the database must have.
  public static Schema schema() {
    return LayerRecords.SCHEMA;
  }

  /// Opens the store below a root, and finishes what a crash left half done.
  public static OverlayLayerStore open(Database database, Path root) {
    var store = new OverlayLayerStore(database, root);
    try {
      store.recover();
      return store;
    } catch (IOException e) {
      store.close();
      throw HavreException.internal("open the layers in " + root + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Layer> find(Digest chainId) {
    return Optional.ofNullable(layers.get(chainId));
  }

  @Override
  public Layer register(
      @Nullable Digest parent, @Nullable Digest expected, InputStream archive, Lease lease)
      throws IOException {
    Path unpacking = layersRoot.resolve(NEW + RandomIds.next());
    Files.createDirectory(unpacking);
    try {
      LayerArchive.Unpacked unpacked = LayerArchive.unpack(archive, unpacking, TarLimits.DEFAULT);
      if (expected != null && !expected.equals(unpacked.diffId())) {
        throw HavreException.invalid(
            "layer has diff id %s, expected %s".formatted(unpacked.diffId(), expected));
      }
      return commit(parent, unpacked, unpacking, lease);
    } finally {
      removals.remove(unpacking);
    }
  }

  private Layer commit(
      @Nullable Digest parent, LayerArchive.Unpacked unpacked, Path unpacking, Lease lease)
      throws IOException {
    Digest chainId = ChainIds.of(parent, unpacked.diffId());
    String cacheId = RandomIds.next().substring(0, CACHE_ID_LENGTH);
    Path folder = layersRoot.resolve(cacheId);
    Files.move(unpacking, folder);
    var layer =
        new Layer(
            chainId,
            unpacked.diffId(),
            parent,
            unpacked.size(),
            unpacked.archiveSize(),
            LayerArchive.diff(folder));
    Layer kept =
        database.write(transaction -> {
          Layer present = layers.get(chainId);
          if (present == null) {
            LayerRecords.insert(transaction, layer, cacheId);
          }
          LayerRecords.use(transaction, chainId, LayerRecords.leaseUser(lease.id()));
          return present == null ? layer : present;
        });
    if (kept == layer) {
      layers.put(chainId, layer);
    } else {
      removals.remove(folder);
    }
    return kept;
  }

  @Override
  public void writeArchive(Digest chainId, OutputStream out) throws IOException {
    LayerArchive.write(folderOf(required(chainId)), out);
  }

  @Override
  public Lease lease() {
    String id = RandomIds.next();
    return new Lease() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public void close() {
        database.write(transaction -> {
          LayerRecords.release(transaction, LayerRecords.leaseUser(id));
          return null;
        });
        collect();
      }
    };
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
    unused.forEach(layer -> removals.remove(folderOf(layer)));
    return unused;
  }

  @Override
  public Snapshot createSnapshot(String key, @Nullable Digest chainId) {
    Snapshot snapshot = snapshotOf(key, chainId);
    if (snapshots.putIfAbsent(key, snapshot) != null) {
      throw HavreException.conflict("snapshot " + key + " exists already");
    }
    try {
      database.write(transaction -> {
        LayerRecords.insertSnapshot(transaction, key, chainId);
        if (chainId != null) {
          LayerRecords.use(transaction, chainId, snapshotUser(key));
        }
        return null;
      });
      makeFolders(snapshot);
      return snapshot;
    } catch (IOException e) {
      removeSnapshot(key);
      throw HavreException.internal("create snapshot " + key + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      snapshots.remove(key);
      throw e;
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
    snapshots.remove(key);
    removals.remove(snapshotsRoot.resolve(key));
    if (snapshot.chainId() != null) {
      collect();
    }
  }

  @Override
  public long snapshotSize(String key) {
    var total = new long[1];
    try {
      Files.walkFileTree(snapshot(key).upper(), new SizeVisitor(total));
    } catch (IOException e) {
      throw HavreException.internal("size of snapshot " + key + ": " + e.getMessage(), e);
    }
    return total[0];
  }

  @Override
  public long chainSize(Digest chainId) {
    long total = 0;
    for (Digest at = chainId; at != null; ) {
      Layer layer = required(at);
      total += layer.size();
      at = layer.parent();
    }
    return total;
  }

  @Override
  public void awaitRemovals() throws InterruptedException {
    removals.await();
  }

  @Override
  public void close() {
    removals.close();
  }

  private Layer required(Digest chainId) {
    Layer layer = layers.get(chainId);
    if (layer == null) {
      throw new HavreException(ErrorKind.NOT_FOUND, "layer does not exist: " + chainId);
    }
    return layer;
  }

  private Path folderOf(Layer layer) {
    return layersRoot.resolve(layersRoot.relativize(layer.directory()).getName(0));
  }

  private static String snapshotUser(String key) {
    return "snapshot:" + key;
  }

  private Snapshot snapshotOf(String key, @Nullable Digest chainId) {
    var lower = new ArrayList<Path>();
    for (Digest at = chainId; at != null; ) {
      Layer layer = required(at);
      lower.add(layer.directory());
      at = layer.parent();
    }
    if (lower.isEmpty()) {
      lower.add(snapshotsRoot.resolve(EMPTY));
    }
    Path folder = snapshotsRoot.resolve(key);
    return new Snapshot(key, chainId, lower, folder.resolve("diff"), folder.resolve("work"));
  }

  /// The upper directory is the container's root, so it has the owner and mode of the image's.
  private static void makeFolders(Snapshot snapshot) throws IOException {
    Files.createDirectories(snapshot.work());
    Files.createDirectories(snapshot.upper());
    FileStatus root = FileStatus.ofPath(snapshot.lower().getFirst().toString());
    Entries.changeMode(snapshot.upper(), root.permissions());
    if (root.uid() != 0 || root.gid() != 0) {
      Files.setAttribute(snapshot.upper(), "unix:uid", root.uid());
      Files.setAttribute(snapshot.upper(), "unix:gid", root.gid());
    }
  }

  private void recover() throws IOException {
    Files.createDirectories(layersRoot);
    Files.createDirectories(snapshotsRoot.resolve(EMPTY));
    layers.putAll(
        database.write(transaction -> {
          LayerRecords.releaseLeases(transaction);
          LayerRecords.deleteUnused(transaction);
          return LayerRecords.layers(transaction, layersRoot);
        }));
    Map<String, String> known = database.read(LayerRecords::snapshots);
    known.forEach((key, chainId) -> {
      Digest top = chainId.isEmpty() ? null : Digest.parse(chainId);
      if (top == null || layers.containsKey(top)) {
        snapshots.put(key, snapshotOf(key, top));
      }
    });
    removals.resume(layersRoot);
    removals.resume(snapshotsRoot);
    var wanted = new HashSet<Path>();
    layers.values().forEach(layer -> wanted.add(folderOf(layer)));
    removeStrays(layersRoot, wanted);
    wanted.clear();
    wanted.add(snapshotsRoot.resolve(EMPTY));
    known.keySet().forEach(key -> wanted.add(snapshotsRoot.resolve(key)));
    removeStrays(snapshotsRoot, wanted);
    for (Snapshot snapshot : snapshots.values()) {
      if (!Files.isDirectory(snapshot.upper())) {
        makeFolders(snapshot);
      }
    }
  }

  private void removeStrays(Path root, Set<Path> wanted) throws IOException {
    try (var entries = Files.list(root)) {
      for (Path entry : entries.toList()) {
        boolean removing = entry.getFileName().toString().startsWith(".removing-");
        if (!removing && !wanted.contains(entry)) {
          removals.remove(entry);
        }
      }
    }
  }

  /// Adds up regular files; what disappears meanwhile counts nothing.
  private static final class SizeVisitor extends SimpleFileVisitor<Path> {
    private final long[] total;

    SizeVisitor(long[] total) {
      this.total = total;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      total[0] += attributes.isRegularFile() ? attributes.size() : 0;
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }
}
