package havre.runtime.security;

import havre.common.Digest;
import havre.common.HavreException;
import havre.linux.seccomp.SeccompCompiler;
import havre.linux.seccomp.SeccompFilter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Compiles profiles, and keeps the filters that were used last: most containers share one.
public final class SeccompFilters {
  private static final int KEPT = 64;

  private final Machine machine;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, SeccompFilter> filters =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, SeccompFilter> eldest) {
          return size() > KEPT;
        }
      };

  public SeccompFilters(Machine machine) {
    this.machine = machine;
  }

  /// The filter for a container with these capabilities.
  ///
  /// @throws HavreException INVALID when the profile is too large
  public SeccompFilter filter(SeccompProfile profile, CapabilitySet capabilities) {
    var key = new Key(profile.digest(), capabilities);
    lock.lock();
    try {
      SeccompFilter known = filters.get(key);
      if (known != null) {
        return known;
      }
      SeccompFilter filter = SeccompCompiler.compile(profile.resolve(capabilities, machine));
      filters.put(key, filter);
      return filter;
    } catch (IllegalArgumentException e) {
      throw HavreException.invalid("seccomp profile is too large: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private record Key(Digest profile, CapabilitySet capabilities) {}
}
