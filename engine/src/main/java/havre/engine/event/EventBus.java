package havre.engine.event;

import havre.engine.Filters;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All events of this engine, in memory; the newest of them are kept for those who ask later.
public final class EventBus implements Events, AutoCloseable {
  private static final int KEPT = 1000;

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Event> ring = new ArrayDeque<>(KEPT);
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private Instant last = Instant.EPOCH;
  private boolean closed;

  public EventBus(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void publish(String type, String action, String actorId, Map<String, String> attributes) {
    lock.lock();
    try {
      Instant now = clock.instant();
      last = now.isAfter(last) ? now : last.plusNanos(1);
      var event = new Event(last, type, action, actorId, attributes);
      if (ring.size() == KEPT) {
        ring.removeFirst();
      }
      ring.addLast(event);
      listeners.forEach(listener -> listener.offer(event));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public EventStream listen(@Nullable Instant since, @Nullable Instant until, Filters filters) {
    var listener = new Listener(EventFilter.of(filters), until, clock, listeners::remove);
    lock.lock();
    try {
      if (since != null || until != null) {
        ring.stream()
            .filter(event -> since == null || !event.time().isBefore(since))
            .forEach(listener::offer);
      }
      if (closed) {
        listener.close();
      } else {
        listeners.add(listener);
      }
    } finally {
      lock.unlock();
    }
    return listener;
  }

  @Override
  public int listeners() {
    return listeners.size();
  }

  /// Ends all streams.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      listeners.forEach(Listener::close);
    } finally {
      lock.unlock();
    }
  }
}
