package havre.images;

import havre.common.Digest;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.image.ChainIds;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import havre.store.snapshots.Lease;
import havre.store.snapshots.StagedLayer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an image archive holds, after one pass over it: documents in memory, and layers unpacked
/// already, though which images they belong to was not known when they came by.
///
/// No name of the archive ever becomes a path of the host.
final class ArchiveContents implements AutoCloseable {
  private static final int MAX_LINKS = 16;

  private final LayerStore layers;
  private final Lease lease;
  private final Path scratch;
  private final Map<String, byte[]> documents = new HashMap<>();
  private final Map<String, StagedLayer> staged = new HashMap<>();
  private final Map<String, Digest> diffIds = new HashMap<>();
  private final Map<String, HavreException> failures = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  ArchiveContents(LayerStore layers, Lease lease, Path scratch) {
    this.layers = layers;
    this.lease = lease;
    this.scratch = scratch;
  }

  void addDocument(String name, byte[] content) {
    documents.put(name, content);
  }

  void addLayer(String name, StagedLayer layer) {
    StagedLayer earlier = staged.put(name, layer);
    if (earlier != null) {
      earlier.close();
    }
    diffIds.put(name, layer.diffId());
  }

  /// Notes that a file is the archive of a layer that the store has.
  void addKnownLayer(String name, Layer layer) {
    diffIds.put(name, layer.diffId());
  }

  /// Notes that a file looked like a layer and is none; it matters once an image refers to it.
  void addFailure(String name, HavreException failure) {
    failures.put(name, failure);
  }

  void addLink(String name, String target) {
    links.put(name, target);
  }

  boolean contains(String name) {
    return documents.containsKey(followed(name));
  }

  /// Whether it has a layer, or knows why it has none that can be used.
  boolean has(String layer) {
    String key = followed(layer);
    return diffIds.containsKey(key) || failures.containsKey(key);
  }

  /// A small file.
  ///
  /// @throws HavreException INVALID when it is missing
  byte[] document(String name) {
    byte[] content = documents.get(followed(name));
    if (content == null) {
      throw missing(name);
    }
    return content;
  }

  /// Puts a layer of the archive on top of a parent.
  ///
  /// @throws HavreException INVALID when it is missing, damaged, or another layer than expected
  void commit(String name, @Nullable Digest parent, Digest expected) throws IOException {
    if (lease.keep(ChainIds.of(parent, expected))) {
      return; // as Docker does, the store's own is trusted and the archive need not have it
    }
    String key = followed(name);
    HavreException failure = failures.get(key);
    if (failure != null) {
      throw new HavreException(failure.kind(), failure.getMessage(), failure);
    }
    Digest diffId = diffIds.get(key);
    if (diffId == null) {
      throw missing(name);
    }
    if (!diffId.equals(expected)) {
      throw HavreException.invalid(
          "invalid diffID for layer %s: expected \"%s\", got \"%s\""
              .formatted(name, expected, diffId));
    }
    StagedLayer layer = staged.remove(key);
    if (layer == null) {
      copy(diffId, parent);
      return;
    }
    try (layer) {
      layer.commit(parent, lease);
    }
  }

  /// The same layer on another parent, as two images of an archive may have it.
  private void copy(Digest diffId, @Nullable Digest parent) throws IOException {
    Layer source =
        layers
            .findDiff(diffId)
            .orElseThrow(() -> HavreException.invalid("layer " + diffId + " went away meanwhile"));
    Files.createDirectories(scratch);
    Path archive = Files.createTempFile(scratch, "layer-", ".tar");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive))) {
        layers.writeArchive(source.chainId(), out);
      }
      try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
        layers.register(parent, diffId, in, lease);
      }
    } finally {
      Files.delete(archive);
    }
  }

  @Override
  public void close() {
    staged.values().forEach(StagedLayer::close);
    staged.clear();
  }

  private String followed(String name) {
    String at = ArchiveReader.normal(name);
    for (int i = 0; i < MAX_LINKS && links.containsKey(at); i++) {
      at = links.get(at);
    }
    return at;
  }

  private static HavreException missing(String name) {
    return new HavreException(
        ErrorKind.INVALID, "invalid archive: " + name + " is missing or too large");
  }
}
