package havre.build.step;

import havre.common.ErrorKind;
import havre.common.HavreException;
import org.jspecify.annotations.Nullable;

/// Stops a build from outside. Thread-safe.
public final class BuildCancellation {
  private boolean cancelled;
  private @Nullable Runnable action;

  /// Ends the command that runs, and everything at its next step.
  public void cancel() {
    Runnable running;
    synchronized (this) {
      cancelled = true;
      running = action;
    }
    if (running != null) {
      running.run();
    }
  }

  /// Tells how to end what runs now; null when it has ended. Where the build is cancelled already,
  /// it is ended at once.
  public void whileRunning(@Nullable Runnable end) {
    boolean late;
    synchronized (this) {
      action = end;
      late = cancelled && end != null;
    }
    if (late && end != null) {
      end.run();
    }
  }

  /// @throws HavreException when the build was cancelled
  public synchronized void check() {
    if (cancelled) {
      throw new HavreException(ErrorKind.UNAVAILABLE, "context canceled");
    }
  }
}
