package havre.buildkit.solve;

import havre.buildkit.wire.ProtoWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What happened in a build, as messages for those who watch it. Everybody gets all of it, however
/// late. Thread-safe.
public final class StatusLog implements AutoCloseable {
  /// Takes the messages.
  @FunctionalInterface
  public interface Watcher {
    /// @param status an encoded `moby.buildkit.v1.StatusResponse`
    void hear(byte[] status) throws IOException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<byte[]> messages = new ArrayList<>();
  private boolean closed;

  /// @param status a `moby.buildkit.v1.StatusResponse`
  void add(ProtoWriter status) {
    lock.lock();
    try {
      messages.add(status.toBytes());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Sends all that was told and will be, until the log is closed.
  public void sendTo(Watcher watcher) throws IOException, InterruptedException {
    int next = 0;
    while (true) {
      List<byte[]> fresh = from(next);
      if (fresh.isEmpty()) {
        return;
      }
      for (byte[] message : fresh) {
        watcher.hear(message);
      }
      next += fresh.size();
    }
  }

  /// The messages from a place on, at least one; none at the end of a closed log.
  private List<byte[]> from(int place) throws InterruptedException {
    lock.lock();
    try {
      while (messages.size() == place && !closed) {
        changed.await();
      }
      return List.copyOf(messages.subList(place, messages.size()));
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more will happen.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
