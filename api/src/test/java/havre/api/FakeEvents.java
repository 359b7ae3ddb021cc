package havre.api;

import havre.engine.Filters;
import havre.engine.event.Event;
import havre.engine.event.EventStream;
import havre.engine.event.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Events for one listener, which ends when `until` is given and nothing is left.
public final class FakeEvents implements Events {
  private final LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
  public final CountDownLatch closed = new CountDownLatch(1);
  public volatile Filters filters = Filters.NONE;
  public volatile Instant since;

  @Override
  public void publish(String type, String action, String actorId, Map<String, String> attributes) {
    queue.add(new Event(Instant.ofEpochSecond(100, 5), type, action, actorId, attributes));
  }

  @Override
  public EventStream listen(Instant from, Instant until, Filters wanted) {
    filters = wanted;
    since = from;
    return new EventStream() {
      @Override
      public Event next(Duration patience) throws InterruptedException {
        return queue.poll(until == null ? patience.toMillis() : 0, TimeUnit.MILLISECONDS);
      }

      @Override
      public boolean ended() {
        return until != null && queue.isEmpty();
      }

      @Override
      public void close() {
        closed.countDown();
      }
    };
  }

  @Override
  public int listeners() {
    return 0;
  }
}
