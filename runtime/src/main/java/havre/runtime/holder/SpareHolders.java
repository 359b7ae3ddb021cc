package havre.runtime.holder;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Holders that were started ahead of time: spawning one is a quarter of what a start takes, and
/// nothing about it depends on what it will hold.
final class SpareHolders implements AutoCloseable {
  /// Enough for one start after another; many at once spawn their own.
  private static final int KEPT = 2;

  private static final int END_LIMIT_SECONDS = 10;

  private final HolderBinary binary;
  private final HolderLoop loop;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<SpawnedHolder> spares = new ArrayDeque<>();
  private boolean closed;

  SpareHolders(HolderBinary binary, HolderLoop loop) {
    this.binary = binary;
    this.loop = loop;
  }

  /// A holder that waits for its program: a spare one, or a new one.
  SpawnedHolder take() {
    return spare().orElseGet(() -> SpawnedHolder.spawn(binary, loop));
  }

  private Optional<SpawnedHolder> spare() {
    lock.lock();
    try {
      SpawnedHolder spare = spares.poll();
      while (spare != null && spare.ended().isDone()) {
        spare.socket().close(); // somebody killed it
        spare = spares.poll();
      }
      return Optional.ofNullable(spare);
    } finally {
      lock.unlock();
    }
  }

  /// Spawns what is missing. To be called when nobody waits for it.
  void refill() {
    lock.lock();
    try {
      while (!closed && spares.size() < KEPT) {
        spares.add(SpawnedHolder.spawn(binary, loop));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends all spare holders; returns once they are gone.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      for (SpawnedHolder spare : spares) {
        spare.socket().close();
        spare.ended().completeOnTimeout(null, END_LIMIT_SECONDS, TimeUnit.SECONDS).join();
      }
      spares.clear();
    } finally {
      lock.unlock();
    }
  }
}
