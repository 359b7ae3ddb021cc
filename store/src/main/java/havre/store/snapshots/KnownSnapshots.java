package havre.store.snapshots;

import havre.common.Digest;
import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Entries;
import havre.linux.fs.TreeSize;
import havre.store.diff.LayerArchive;
import havre.store.metadata.Database;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The writable directories of containers. Thread-safe.
final class KnownSnapshots {
  private static final Logger LOG = System.getLogger(OverlayLayerStore.class.getName());
  private static final String EMPTY = ".empty";
  private static final String WORK = "work";

  private final Database database;
  private final StoreFolder folder;
  private final KnownLayers layers;
  private final Faults faults;
  private final Map<String, Snapshot> snapshots = new ConcurrentHashMap<>();

  KnownSnapshots(Database database, StoreFolder folder, KnownLayers layers, Faults faults) {
    this.database = database;
    this.folder = folder;
    this.layers = layers;
    this.faults = faults;
  }

  Snapshot create(String key, @Nullable Digest chainId) {
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
          LayerRecords.use(transaction, chainId, user(key));
        }
        return null;
      });
      made = true;
      return snapshot;
    } catch (LinuxException e) {
      throw HavreException.internal("create snapshot " + key + ": " + e.getMessage(), e);
    } finally {
      if (!made) {
        folder.remove(key);
        snapshots.remove(key);
      }
    }
  }

  Snapshot required(String key) {
    Snapshot snapshot = snapshots.get(key);
    if (snapshot == null) {
      throw HavreException.notFound("snapshot " + key + " does not exist");
    }
    return snapshot;
  }

  List<String> keys() {
    return List.copyOf(snapshots.keySet());
  }

  void remove(String key) {
    Snapshot snapshot = snapshots.get(key);
    if (snapshot == null) {
      return;
    }
    database.write(transaction -> {
      LayerRecords.deleteSnapshot(transaction, key);
      LayerRecords.release(transaction, user(key));
      return null;
    });
    faults.at("snapshot row removed");
    folder.remove(key);
    snapshots.remove(key);
    if (snapshot.chainId() != null) {
      layers.collect();
    }
  }

  long size(String key) {
    required(key);
    try (Fd upper = folder.openDirectory(key + "/" + LayerArchive.DIFF)) {
      return TreeSize.of(upper);
    } catch (LinuxException e) {
      throw HavreException.internal("size of snapshot " + key + ": " + e.getMessage(), e);
    }
  }

  private static String user(String key) {
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
            ? List.of(folder.path(EMPTY))
            : layers.chain(chainId).stream().map(Layer::directory).toList();
    Path own = folder.path(key);
    return new Snapshot(key, chainId, lower, own.resolve(LayerArchive.DIFF), own.resolve(WORK));
  }

  /// The upper directory is the container's root, which anybody may enter, as with Docker, even
  /// where the image was packed from a directory of mode 0700.
  private void makeFolders(Snapshot snapshot) {
    folder.makeFolder(snapshot.key());
    try (Fd own = folder.openDirectory(snapshot.key())) {
      Entries.makeDirectory(own, WORK, 0700);
      Entries.makeDirectory(own, LayerArchive.DIFF, 0700);
    }
    Entries.changeMode(folder.path(snapshot.key()).resolve(LayerArchive.DIFF), 0755);
  }

  /// Reads the rows, after those of the layers, and removes from the disk what has none.
  void recover() {
    if (!folder.contains(EMPTY)) {
      folder.makeFolder(EMPTY);
      Entries.changeMode(folder.path(EMPTY), 0755);
    }
    Map<String, String> rows = database.read(LayerRecords::snapshots);
    Set<String> known = new HashSet<>(rows.keySet());
    known.add(EMPTY);
    rows.forEach((key, top) -> {
      try {
        Snapshot snapshot = snapshotOf(key, top.isEmpty() ? null : Digest.parse(top));
        if (!folder.contains(key)) {
          makeFolders(snapshot);
          LOG.log(Level.ERROR, "snapshot {0} was missing on disk and is empty now", key);
        }
        snapshots.put(key, snapshot);
      } catch (HavreException e) {
        LOG.log(Level.ERROR, "snapshot {0} is set aside: {1}", key, e.getMessage());
      }
    });
    folder.sweep(known);
  }
}
