package havre.store.snapshots;

import havre.common.Digest;
import org.jspecify.annotations.Nullable;

/// An unpacked layer that is not yet one of the store's.
public interface StagedLayer extends AutoCloseable {
  /// The digest of its uncompressed archive.
  Digest diffId();

  /// Bytes of its regular files.
  long size();

  /// Puts it on top of a parent. When the store has that layer already, it is the store's own that
  /// is returned and this one is discarded.
  ///
  /// @param parent chain id of the layer below, null for a lowest one
  /// @param lease keeps the layer until its user is known
  Layer commit(@Nullable Digest parent, Lease lease);

  /// Discards it unless it was committed.
  @Override
  void close();
}
