package havre.buildkit.session;

import havre.common.HavreException;
import havre.transport.grpc.GrpcPeer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The sessions that are open. A client opens its session and asks for a build at the same time, so
/// a build waits for its session a little.
public final class Sessions {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();
  private final Map<String, Session> open = new HashMap<>();
  private final Duration patience;

  /// @param patience how long [#get] waits
  public Sessions(Duration patience) {
    this.patience = patience;
  }

  /// @throws HavreException when a session of that id is open
  public void checkFree(String id) {
    lock.lock();
    try {
      if (!id.isEmpty() && open.containsKey(id)) {
        throw HavreException.invalid("session " + id + " already exists");
      }
    } finally {
      lock.unlock();
    }
  }

  /// Keeps a session until its connection closes. One of the same id that came first stays; the
  /// later one is closed.
  public void add(Session session, GrpcPeer connection) {
    lock.lock();
    try {
      if (open.putIfAbsent(session.id(), session) != null) {
        connection.close();
        return;
      }
      opened.signalAll();
    } finally {
      lock.unlock();
    }
    connection.onClose(() -> remove(session));
  }

  private void remove(Session session) {
    lock.lock();
    try {
      open.remove(session.id(), session);
    } finally {
      lock.unlock();
    }
  }

  /// The ids of those open.
  public List<String> ids() {
    lock.lock();
    try {
      return List.copyOf(open.keySet());
    } finally {
      lock.unlock();
    }
  }

  /// @param id empty for a client without a session
  /// @throws HavreException when none of that id opens in time
  public Session get(String id) throws InterruptedException {
    if (id.isEmpty()) {
      return Session.none();
    }
    long left = patience.toNanos();
    lock.lock();
    try {
      while (true) {
        Session session = open.get(id);
        if (session != null) {
          return session;
        }
        if (left <= 0) {
          throw HavreException.notFound(
              "no active session for " + id + ": context deadline exceeded");
        }
        left = opened.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
