package havre.daemon;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Collects the heap once the daemon has fallen quiet, so that an idle daemon keeps no more memory
/// than it lives on. The serial collector gives nothing back by itself: it collects when the heap
/// is full, which in an idle daemon is never.
final class IdleCollection implements AutoCloseable {
  /// What an idle daemon may allocate between two looks: timers and health checks.
  private static final long QUIET_BYTES = 512 * 1024;

  /// Less garbage than this isn't worth a pause.
  private static final long WORTHWHILE_BYTES = 8L * 1024 * 1024;

  private static final long LOOK_EVERY_SECONDS = 1;

  private final LongSupplier used;
  private final Runnable collect;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private long lastLook;
  private long lastCollection;
  private boolean closed;

  /// @param used the bytes of the heap in use, garbage included
  /// @param collect runs a full collection
  IdleCollection(LongSupplier used, Runnable collect) {
    this.used = used;
    this.collect = collect;
  }

  /// Watches this process's own heap until it is closed.
  static IdleCollection start() {
    Runtime runtime = Runtime.getRuntime();
    var collection =
        new IdleCollection(() -> runtime.totalMemory() - runtime.freeMemory(), runtime::gc);
    Thread.ofVirtual().name("idle-collection").start(collection::watch);
    return collection;
  }

  private void watch() {
    lock.lock();
    try {
      while (!closed) {
        boolean signalled = closing.await(LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
        if (!signalled) {
          look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /// Collects if little was allocated since the last look and much since the last collection.
  void look() {
    long now = used.getAsLong();
    boolean quiet = Math.abs(now - lastLook) < QUIET_BYTES;
    if (quiet && now - lastCollection > WORTHWHILE_BYTES) {
      collect.run();
      now = used.getAsLong();
      lastCollection = now;
    }
    // A collection by itself starts the count anew.
    lastCollection = Math.min(lastCollection, now);
    lastLook = now;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
