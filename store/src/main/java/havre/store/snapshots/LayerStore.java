package havre.store.snapshots;

import havre.common.Digest;
import havre.common.HavreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Layers by chain id, and the writable snapshots of containers. Thread-safe.
///
/// A layer is kept while somebody uses it: an image, a snapshot, a lease, or a layer above it. Uses
/// are rows in the state file, so that they change in the same transaction as what they stand for.
/// A layer without uses disappears from the store at once and from the disk in the background; what
/// a crash leaves half done is finished when the store is opened.
public interface LayerStore extends AutoCloseable {
  Optional<Layer> find(Digest chainId);

  /// Some layer with this diff id, whatever lies below it.
  Optional<Layer> findDiff(Digest diffId);

  /// Unpacks a layer archive, which may be compressed by gzip, bzip2, xz or zstd. It becomes a
  /// layer once its place among the others is told. Decompressing, hashing and writing overlap, so
  /// several at once are of use only on many processors.
  ///
  /// @throws havre.common.HavreException of kind INVALID when the archive is malformed or hostile;
  ///   nothing stays behind
  StagedLayer stage(InputStream archive) throws IOException;

  /// Makes a layer of what a snapshot's writable directory holds. The directory itself becomes the
  /// layer's, so that nothing is copied: the snapshot is good for nothing any more but to be
  /// removed. Nothing may be mounted on it.
  ///
  /// @param key of the snapshot
  StagedLayer adopt(String key) throws IOException;

  /// Unpacks a layer archive onto a parent.
  ///
  /// @param parent chain id of the layer below, null for a lowest one
  /// @param expected the diff id it must have, null when it is yet unknown
  /// @param lease keeps the layer until its user is known
  /// @throws havre.common.HavreException of kind INVALID when the archive is malformed, hostile or
  ///   has another diff id; nothing stays behind
  default Layer register(
      @Nullable Digest parent, @Nullable Digest expected, InputStream archive, Lease lease)
      throws IOException {
    try (StagedLayer staged = stage(archive)) {
      if (expected != null && !expected.equals(staged.diffId())) {
        throw HavreException.invalid(
            "layer has diff id %s, expected %s".formatted(staged.diffId(), expected));
      }
      return staged.commit(parent, lease);
    }
  }

  /// Writes the uncompressed archive of a layer, byte for byte as it came in.
  void writeArchive(Digest chainId, OutputStream out) throws IOException;

  /// All layers, those among them that are missing on disk.
  List<Digest> chainIds();

  /// Reads a layer from the disk, and compares it with what came in.
  ///
  /// @return what is wrong with it
  Optional<String> damage(Digest chainId);

  /// Puts a layer right by its archive: what differs on the disk is replaced.
  ///
  /// @param archive compressed or not
  /// @return what was replaced, as paths in the layer's folder
  /// @throws havre.common.HavreException of kind INVALID when it is another layer's archive
  List<String> repair(Digest chainId, InputStream archive) throws IOException;

  Lease lease();

  /// Records, within the caller's transaction, that `user` needs a layer.
  void use(Connection transaction, Digest chainId, String user) throws SQLException;

  /// Ends, within the caller's transaction, all uses of `user`. Call [#collect] after it.
  void release(Connection transaction, String user) throws SQLException;

  /// Removes the layers that nothing uses.
  ///
  /// @return those removed, uppermost first
  List<Layer> collect();

  /// Makes the writable directory of a container.
  ///
  /// @throws havre.common.HavreException of kind CONFLICT when the key is taken, NOT_FOUND when
  ///   there is no such layer
  Snapshot createSnapshot(String key, @Nullable Digest chainId);

  /// @throws havre.common.HavreException of kind NOT_FOUND
  Snapshot snapshot(String key);

  List<String> snapshotKeys();

  /// Removes it, in the background; does nothing when it is not there.
  void removeSnapshot(String key);

  /// The bytes of regular files in the writable directory.
  long snapshotSize(String key);

  /// The bytes of regular files in a layer and all below it.
  long chainSize(Digest chainId);

  /// Waits until nothing is left to be removed in the background.
  void awaitRemovals() throws InterruptedException;

  @Override
  void close();
}
