package havre.runtime.holder;

import havre.linux.Fd;
import havre.linux.io.Epoll;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Waits for messages of all holders, and for the end of those that this daemon started. It owns
/// one platform thread, on which all handlers run; they never wait.
final class HolderLoop implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(HolderLoop.class.getName());
  private static final int EVENTS = 64;

  private final Epoll epoll = Epoll.create();
  private final Map<Long, Handler> handlers = new ConcurrentHashMap<>();
  private final AtomicLong nextToken = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;

  /// Called when a descriptor is readable.
  interface Handler {
    /// @return whether to go on watching; on false the handler has closed the descriptor, or will
    boolean readable();
  }

  HolderLoop() {
    thread = Thread.ofPlatform().name("havre-holders").daemon().start(this::run);
  }

  void watch(Fd fd, Handler handler) {
    long token = nextToken.getAndIncrement();
    handlers.put(
        token,
        () -> {
          boolean more = handler.readable();
          if (!more) {
            handlers.remove(token);
          }
          return more;
        });
    epoll.add(fd, token, Epoll.IN);
  }

  /// To be called by a handler before it closes its descriptor.
  void forget(Fd fd) {
    epoll.remove(fd);
  }

  private void run() {
    var events = new Epoll.Events(EVENTS);
    while (!closed) {
      epoll.await(events);
      for (int i = 0; i < events.size(); i++) {
        Handler handler = handlers.get(events.token(i));
        if (handler != null) {
          call(handler);
        }
      }
    }
  }

  private static void call(Handler handler) {
    try {
      handler.readable();
    } catch (RuntimeException e) {
      // One holder's fault must not stop the others' thread.
      LOGGER.log(System.Logger.Level.ERROR, "action=holder-event error", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    epoll.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    epoll.close();
  }
}
