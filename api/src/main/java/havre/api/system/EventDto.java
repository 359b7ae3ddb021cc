package havre.api.system;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.engine.event.Event;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One event on the wire. The first three fields are of old versions and are there for containers
/// and images only.
@JsonInclude(JsonInclude.Include.NON_NULL)
record EventDto(
    @JsonProperty("status") @Nullable String status,
    @JsonProperty("id") @Nullable String id,
    @JsonProperty("from") @Nullable String from,
    String type,
    String action,
    Actor actor,
    @JsonProperty("scope") String scope,
    @JsonProperty("time") long time,
    @JsonProperty("timeNano") long timeNano) {
  record Actor(@JsonProperty("ID") String id, Map<String, String> attributes) {}

  static EventDto of(Event event) {
    boolean container = event.type().equals("container");
    boolean old = container || event.type().equals("image");
    Instant at = event.time();
    return new EventDto(
        old ? event.action() : null,
        old ? event.actorId() : null,
        container ? event.attributes().get("image") : null,
        event.type(),
        event.action(),
        new Actor(event.actorId(), new TreeMap<>(event.attributes())),
        "local",
        at.getEpochSecond(),
        TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano());
  }
}
