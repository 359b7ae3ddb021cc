package havre.volumes;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/// Who uses which volume.
final class Users {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Set<String>> users = new HashMap<>();

  void add(String volume, String user) {
    lock.lock();
    try {
      users.computeIfAbsent(volume, _ -> new TreeSet<>()).add(user);
    } finally {
      lock.unlock();
    }
  }

  void remove(String volume, String user) {
    lock.lock();
    try {
      Set<String> holders = users.get(volume);
      if (holders != null && holders.remove(user) && holders.isEmpty()) {
        users.remove(volume);
      }
    } finally {
      lock.unlock();
    }
  }

  /// In the order of ids.
  Set<String> of(String volume) {
    lock.lock();
    try {
      return new TreeSet<>(users.getOrDefault(volume, Set.of()));
    } finally {
      lock.unlock();
    }
  }
}
