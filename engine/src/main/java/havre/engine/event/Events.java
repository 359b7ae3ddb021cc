package havre.engine.event;

import havre.engine.Filters;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The engine's events. Publishing never waits for a listener: one that lags too far behind loses
/// the oldest.
public interface Events {

  void publish(String type, String action, String actorId, Map<String, String> attributes);

  /// @param since also those kept from then on; `null` for all that are kept where there is an
  ///   `until`, and for new ones only where there is none
  /// @param until when to end; `null` for never
  EventStream listen(@Nullable Instant since, @Nullable Instant until, Filters filters);

  /// How many listen now.
  int listeners();
}
