package havre.engine.event;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something that happened, in Docker's words.
///
/// @param type `container`, `image`, `network`, `volume`, `daemon`
/// @param action `start`, `die`, `exec_create: sh -c …`
/// @param actorId the id of what it happened to
public record Event(
    Instant time, String type, String action, String actorId, Map<String, String> attributes) {
  public Event {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }
}
