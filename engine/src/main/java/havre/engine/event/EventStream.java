package havre.engine.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One listener's events, oldest first.
public interface EventStream extends AutoCloseable {

  /// The next event; `null` when `patience` has passed or the stream has come to its end.
  @Nullable Event next(Duration patience) throws InterruptedException;

  /// Whether nothing more will come: `until` has passed, or the engine is stopping.
  boolean ended();

  @Override
  void close();
}
