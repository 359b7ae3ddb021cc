package havre.build.step;

import java.util.HashSet;
import java.util.Set;

/// The steps that are being done: where stages or builds share one, the first does it and the
/// others wait for its result. Thread-safe.
public final class StepsInWork {
  private final Set<String> keys = new HashSet<>();

  /// Waits until nobody else does this step, and holds it.
  ///
  /// @throws havre.common.HavreException when the build is cancelled meanwhile
  void begin(String key, BuildCancellation cancellation) {
    try (var _ = cancellation.during(this::wake)) {
      synchronized (this) {
        while (keys.contains(key)) {
          cancellation.check();
          wait();
        }
        keys.add(key);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancellation.cancel();
      cancellation.check();
    }
  }

  synchronized void end(String key) {
    keys.remove(key);
    notifyAll();
  }

  private synchronized void wake() {
    notifyAll();
  }
}
