package havre.runtime.streams;

import havre.linux.io.NativeBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The buffers for one step of pumping. There are as many as threads pump at once, not as many as
/// containers.
final class Workspace implements AutoCloseable {
  static final int SIZE = 256 * 1024;

  private final Pool pool;
  final NativeBuffer input = NativeBuffer.allocate(SIZE);
  final NativeBuffer output = NativeBuffer.allocate(SIZE);
  final byte[] bytes = new byte[SIZE];

  private Workspace(Pool pool) {
    this.pool = pool;
  }

  @Override
  public void close() {
    pool.idle.add(this);
  }

  /// The workspaces that nobody uses.
  static final class Pool {
    private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

    Workspace take() {
      Workspace workspace = idle.poll();
      return workspace == null ? new Workspace(this) : workspace;
    }
  }
}
