package havre.engine.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The queue of one listener.
final class Listener implements EventStream {
  private static final int LIMIT = 10_000;

  private final Predicate<Event> filter;
  private final @Nullable Instant until;
  private final Clock clock;
  private final Consumer<Listener> onClose;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Event> queue = new ArrayDeque<>();
  private boolean closed;

  Listener(
      Predicate<Event> filter, @Nullable Instant until, Clock clock, Consumer<Listener> onClose) {
    this.filter = filter;
    this.until = until;
    this.clock = clock;
    this.onClose = onClose;
  }

  void offer(Event event) {
    boolean late = until != null && event.time().isAfter(until);
    if (late || !filter.test(event)) {
      return;
    }
    lock.lock();
    try {
      if (queue.size() == LIMIT) {
        queue.removeFirst();
      }
      queue.addLast(event);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable Event next(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (queue.isEmpty() && !closed && nanos > 0) {
        long untilEnd = untilEnd();
        if (untilEnd <= 0) {
          break;
        }
        long waited = Math.min(nanos, untilEnd);
        nanos -= waited - Math.max(0, changed.awaitNanos(waited));
      }
      return queue.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private long untilEnd() {
    if (until == null) {
      return Long.MAX_VALUE;
    }
    Duration left = Duration.between(clock.instant(), until);
    return left.compareTo(Duration.ofDays(1)) > 0 ? TimeUnit.DAYS.toNanos(1) : left.toNanos();
  }

  @Override
  public boolean ended() {
    lock.lock();
    try {
      return queue.isEmpty() && (closed || untilEnd() <= 0);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
