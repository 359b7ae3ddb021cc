package havre.api.system;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.JsonLines;
import havre.api.Routes;
import havre.api.Timestamps;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.engine.event.Event;
import havre.engine.event.EventStream;
import havre.engine.event.Events;
import havre.transport.Router;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// `/events`: a line of JSON for each event, sent at once.
public final class EventRoutes implements Routes {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Events events;

  public EventRoutes(Events events) {
    this.events = events;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router.add("GET", "/events", this::stream);
  }

  private void stream(Call call) throws IOException, InterruptedException {
    String sinceText = call.query().string("since");
    String untilText = call.query().string("until");
    @Nullable Instant since = Timestamps.parse(sinceText);
    @Nullable Instant until = Timestamps.parse(untilText);
    if (since != null && until != null && since.isAfter(until)) {
      throw HavreException.invalid(
          "`since` time (%s) cannot be after `until` time (%s)".formatted(sinceText, untilText));
    }
    Filters filters = call.filters();
    var gone = new AtomicBoolean();
    call.onDisconnect(() -> gone.set(true));
    try (EventStream stream = events.listen(since, until, filters);
        JsonLines lines = call.jsonLines()) {
      lines.flush();
      while (!gone.get()) {
        Event event = stream.next(PATIENCE);
        if (event != null) {
          lines.send(EventDto.of(event));
        } else if (stream.ended()) {
          return;
        }
      }
    }
  }
}
