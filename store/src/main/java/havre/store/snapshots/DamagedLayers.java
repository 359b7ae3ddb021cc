package havre.store.snapshots;

import havre.common.Digest;
import havre.common.HavreException;
import havre.common.RandomIds;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.TreeSize;
import havre.store.diff.LayerArchive;
import havre.store.diff.LayerRepair;
import havre.store.diff.TarLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds layers that are not on disk as they came in, and puts them right. Thread-safe.
final class DamagedLayers {
  private final KnownLayers layers;
  private final StoreFolder folder;

  DamagedLayers(KnownLayers layers, StoreFolder folder) {
    this.layers = layers;
    this.folder = folder;
  }

  Optional<String> of(Digest chainId) {
    Optional<Layer> found = layers.find(chainId);
    if (found.isEmpty()) {
      return layers.findMissing(chainId).map(layer -> "it is missing on disk");
    }
    Layer layer = found.get();
    try {
      LayerArchive.write(layers.folderOf(layer), layer.diffId(), OutputStream.nullOutputStream());
      long size = size(layer);
      return size == layer.size()
          ? Optional.empty()
          : Optional.of("its files have %d bytes instead of %d".formatted(size, layer.size()));
    } catch (HavreException | LinuxException | IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private long size(Layer layer) {
    try (Fd directory = folder.openDirectory(name(layer) + "/" + LayerArchive.DIFF)) {
      return TreeSize.of(directory);
    }
  }

  private String name(Layer layer) {
    return layers.folderOf(layer).getFileName().toString();
  }

  List<String> repair(Digest chainId, InputStream archive) throws IOException {
    Layer layer = layers.findMissing(chainId).orElseGet(() -> layers.required(chainId));
    String fresh = RandomIds.next();
    Path incoming = folder.begin(fresh);
    try {
      Digest diffId = LayerArchive.unpack(archive, incoming, TarLimits.DEFAULT).diffId();
      if (!diffId.equals(layer.diffId())) {
        throw HavreException.invalid(
            "layer has diff id %s, expected %s".formatted(diffId, layer.diffId()));
      }
      if (!folder.contains(name(layer))) {
        folder.complete(fresh, name(layer));
        layers.found(layer);
        return List.of(LayerArchive.DIFF);
      }
      try (Fd damaged = folder.openDirectory(name(layer));
          Fd model = folder.openDirectory(incoming.getFileName().toString())) {
        return LayerRepair.repair(damaged, model);
      }
    } catch (LinuxException e) {
      throw HavreException.internal("repair layer " + chainId + ": " + e.getMessage(), e);
    } finally {
      folder.discardIncoming(fresh);
    }
  }
}
