package havre.store.snapshots;

import havre.common.Digest;
import havre.common.HavreException;
import havre.common.RandomIds;
import havre.oci.image.ChainIds;
import havre.store.diff.AdoptedLayer;
import havre.store.diff.LayerArchive;
import havre.store.diff.TarLimits;
import havre.store.metadata.Database;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The layers that are on disk and have a row, and those on their way there. Thread-safe.
final class KnownLayers {
  /// As many layers as an image may have.
  static final int MAX_DEPTH = 128;

  private static final Logger LOG = System.getLogger(OverlayLayerStore.class.getName());
  private static final int CACHE_ID_LENGTH = 26;

  private final Database database;
  private final StoreFolder folder;
  private final TarLimits limits;
  private final Faults faults;
  private final Map<Digest, Layer> layers = new ConcurrentHashMap<>();
  private final Map<Digest, Layer> missing = new ConcurrentHashMap<>();

  KnownLayers(Database database, StoreFolder folder, TarLimits limits, Faults faults) {
    this.database = database;
    this.folder = folder;
    this.limits = limits;
    this.faults = faults;
  }

  Optional<Layer> find(Digest chainId) {
    return Optional.ofNullable(layers.get(chainId));
  }

  /// A layer that has a row and no folder.
  Optional<Layer> findMissing(Digest chainId) {
    return Optional.ofNullable(missing.get(chainId));
  }

  /// All that have rows.
  List<Digest> chainIds() {
    var all = new ArrayList<>(layers.keySet());
    all.addAll(missing.keySet());
    return List.copyOf(all);
  }

  /// Takes back a layer that was missing and is in its folder now.
  void found(Layer layer) {
    layers.put(layer.chainId(), layer);
    missing.remove(layer.chainId());
  }

  Optional<Layer> findDiff(Digest diffId) {
    return layers.values().stream().filter(layer -> layer.diffId().equals(diffId)).findFirst();
  }

  Layer required(Digest chainId) {
    return find(chainId)
        .orElseThrow(() -> HavreException.notFound("layer does not exist: " + chainId));
  }

  /// The layers of a chain, uppermost first.
  List<Layer> chain(@Nullable Digest chainId) {
    var chain = new ArrayList<Layer>();
    for (Digest at = chainId; at != null; ) {
      Layer layer = required(at);
      chain.add(layer);
      at = layer.parent();
    }
    return chain;
  }

  /// The folder in which a layer's archive was unpacked.
  Path folderOf(Layer layer) {
    return folder.path(cacheId(layer));
  }

  /// A layer's directory is `<cache id>/diff`.
  private static String cacheId(Layer layer) {
    Path directory = layer.directory();
    return directory.getName(directory.getNameCount() - 2).toString();
  }

  StagedLayer stage(InputStream archive) throws IOException {
    return stage(incoming -> LayerArchive.unpack(archive, incoming, limits));
  }

  StagedLayer adopt(Path upper) throws IOException {
    return stage(incoming -> AdoptedLayer.adopt(upper, incoming, limits));
  }

  private interface Filling {
    LayerArchive.Unpacked fill(Path incoming) throws IOException;
  }

  private StagedLayer stage(Filling filling) throws IOException {
    String cacheId = RandomIds.next().substring(0, CACHE_ID_LENGTH);
    Path incoming = folder.begin(cacheId);
    faults.at("staging");
    StagedLayer staged = null;
    try {
      staged = new Staged(cacheId, filling.fill(incoming));
      faults.at("staged");
      return staged;
    } finally {
      if (staged == null) {
        folder.discardIncoming(cacheId);
      }
    }
  }

  /// Records that a lease needs a layer.
  ///
  /// @return false when there is no such layer
  boolean keep(Digest chainId, String leaseId) {
    return database.write(transaction -> {
      boolean exists = layers.containsKey(chainId);
      if (exists) {
        LayerRecords.use(transaction, chainId, LayerRecords.leaseUser(leaseId));
      }
      return exists;
    });
  }

  /// Removes the layers that nothing uses.
  ///
  /// @return those removed, uppermost first
  List<Layer> collect() {
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
    unused.forEach(layer -> folder.remove(cacheId(layer)));
    return unused;
  }

  /// Reads the rows, and removes from the disk what has none.
  void recover() {
    Map<Digest, Layer> rows =
        database.write(transaction -> {
          LayerRecords.releaseLeases(transaction);
          LayerRecords.deleteUnused(transaction);
          return LayerRecords.layers(transaction, folder.path(""));
        });
    Set<String> known = new HashSet<>();
    rows.forEach((chainId, layer) -> {
      String cacheId = cacheId(layer);
      known.add(cacheId);
      if (folder.contains(cacheId)) {
        layers.put(chainId, layer);
      } else {
        missing.put(chainId, layer);
        LOG.log(Level.ERROR, "layer {0} is missing on disk and set aside", chainId);
      }
    });
    folder.sweep(known);
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
        folder.complete(cacheId);
        done = true;
        faults.at("layer in place");
        insert(layer(chainId, parent), lease);
        faults.at("layer known");
      }
      close();
      return required(chainId);
    }

    private Layer layer(Digest chainId, @Nullable Digest parent) {
      Path directory = folder.path(cacheId).resolve(LayerArchive.DIFF);
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
          folder.remove(cacheId);
        }
      }
    }

    @Override
    public void close() {
      if (!done) {
        done = true;
        folder.discardIncoming(cacheId);
      }
    }
  }
}
