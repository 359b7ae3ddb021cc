package havre.store.snapshots;

/// Keeps layers that nothing uses yet from being collected, while an image is being put together.
/// Ends with [#close], and with the daemon.
public interface Lease extends AutoCloseable {
  String id();

  /// Ends the lease; layers that nothing else uses are collected.
  @Override
  void close();
}
