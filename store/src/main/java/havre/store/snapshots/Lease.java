package havre.store.snapshots;

import havre.common.Digest;

/// Keeps layers that nothing uses yet from being collected, while an image is being put together.
/// Ends with [#close], and with the daemon.
public interface Lease extends AutoCloseable {
  String id();

  /// Keeps a layer too.
  ///
  /// @return false when there is no such layer
  boolean keep(Digest chainId);

  /// Ends the lease; layers that nothing else uses are collected.
  @Override
  void close();
}
