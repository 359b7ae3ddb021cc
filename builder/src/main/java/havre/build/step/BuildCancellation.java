package havre.build.step;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Stops a build from outside. Thread-safe.
public final class BuildCancellation {
  private final Set<Runnable> actions = new LinkedHashSet<>();
  private boolean cancelled;

  /// Ends what runs, and everything else at its next step.
  public void cancel() {
    List<Runnable> running;
    synchronized (this) {
      cancelled = true;
      running = new ArrayList<>(actions);
    }
    running.forEach(Runnable::run);
  }

  /// Tells how to end what runs until the result is closed. Where the build is cancelled already,
  /// it is ended at once.
  public Running during(Runnable end) {
    Runnable own = () -> end.run(); // another object for each, so that equal ones are told apart
    boolean late;
    synchronized (this) {
      actions.add(own);
      late = cancelled;
    }
    if (late) {
      own.run();
    }
    return () -> {
      synchronized (this) {
        actions.remove(own);
      }
    };
  }

  /// What runs.
  public interface Running extends AutoCloseable {
    @Override
    void close();
  }

  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /// @throws HavreException when the build was cancelled
  public void check() {
    if (isCancelled()) {
      throw new HavreException(ErrorKind.UNAVAILABLE, "Build cancelled");
    }
  }
}
