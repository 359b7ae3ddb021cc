package havre.runtime.streams;

import havre.linux.Fd;
import havre.linux.io.Epoll;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// One platform thread that waits for descriptors and calls what belongs to them. Descriptors can
/// be watched and forgotten by any thread; an action may still run once after its descriptor was
/// forgotten.
final class PumpLoop implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(PumpLoop.class.getName());
  private static final int EVENTS = 64;

  private final Epoll epoll = Epoll.create();
  private final Map<Long, Runnable> actions = new ConcurrentHashMap<>();
  private final AtomicLong tokens = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;

  private PumpLoop(String name) {
    thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  static PumpLoop start(String name) {
    var loop = new PumpLoop(name);
    loop.thread.start();
    return loop;
  }

  /// Calls the action whenever the descriptor can be read.
  ///
  /// @return a token to forget it by
  long watchReadable(Fd fd, Runnable action) {
    return watch(fd, Epoll.IN, action);
  }

  /// Calls the action once, when the descriptor can be written.
  long watchWritable(Fd fd, Runnable action) {
    return watch(fd, Epoll.OUT | Epoll.ONE_SHOT, action);
  }

  void watchWritableAgain(Fd fd, long token) {
    epoll.modify(fd, token, Epoll.OUT | Epoll.ONE_SHOT);
  }

  void forget(Fd fd, long token) {
    actions.remove(token);
    epoll.remove(fd);
  }

  @Override
  public void close() {
    closing = true;
    epoll.wakeup();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    epoll.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private long watch(Fd fd, int interest, Runnable action) {
    long token = tokens.incrementAndGet();
    actions.put(token, action);
    epoll.add(fd, token, interest);
    return token;
  }

  private void run() {
    var events = new Epoll.Events(EVENTS);
    while (!closing) {
      epoll.await(events);
      for (int i = 0; i < events.size(); i++) {
        Runnable action = actions.get(events.token(i));
        if (action != null) {
          call(action);
        }
      }
    }
  }

  /// The thread serves all containers, so that nothing that one of them causes may end it.
  private static void call(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.ERROR, "pump output: " + e.getMessage(), e);
    }
  }
}
