package havre.volumes;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Lets what is done to one volume happen in turn, while others wait for nothing: a driver over the
/// network may take long. Names share locks, so an action must not lock a second name.
final class NameLocks {
  private static final int COUNT = 256;

  private final ReentrantLock[] locks =
      Stream.generate(ReentrantLock::new).limit(COUNT).toArray(ReentrantLock[]::new);

  <T> T with(String name, Supplier<T> action) {
    ReentrantLock lock = locks[Math.floorMod(name.hashCode(), COUNT)];
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
