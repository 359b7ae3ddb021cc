package havre.runtime.holder;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.io.UnixSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The daemon's connection to one holder. Requests may come from any thread; answers arrive on the
/// loop's thread, in the order of the requests.
final class HolderConnection implements AutoCloseable {
  /// Longer than any request takes on a machine that still works.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final UnixSocket socket;
  private final HolderLoop loop;
  private final Listener listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<CompletableFuture<Answer>> awaited = new ArrayDeque<>();
  private boolean gone;

  /// What comes unasked; called on the loop's thread.
  interface Listener {
    void exited(HolderMessage message);

    /// The holder has ended.
    void gone();
  }

  /// A message with its descriptors, which belong to whoever asked.
  record Answer(HolderMessage message, List<Fd> descriptors) {}

  HolderConnection(UnixSocket socket, HolderLoop loop, Listener listener) {
    this.socket = socket;
    this.loop = loop;
    this.listener = listener;
  }

  /// Begins to receive.
  void open() {
    loop.watch(socket.fd(), this::readable);
  }

  /// Sends a message that `answers` messages follow.
  List<CompletableFuture<Answer>> send(HolderMessage message, List<Fd> fds, int answers) {
    var futures = new ArrayList<CompletableFuture<Answer>>();
    lock.lock();
    try {
      for (int i = 0; i < answers; i++) {
        futures.add(new CompletableFuture<>());
      }
      if (gone) {
        futures.forEach(future -> future.completeExceptionally(lost()));
        return futures;
      }
      socket.send(message.encode(), fds);
      awaited.addAll(futures);
    } catch (LinuxException e) {
      futures.forEach(future -> future.completeExceptionally(lost()));
    } finally {
      lock.unlock();
    }
    return futures;
  }

  /// Sends a request and waits for its one answer.
  Answer request(HolderMessage message) {
    return await(send(message, List.of(), 1).getFirst());
  }

  static Answer await(CompletableFuture<Answer> future) {
    try {
      return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HavreException cause) {
        throw new HavreException(cause.kind(), String.valueOf(cause.getMessage()), cause);
      }
      throw HavreException.internal("the holder's answer could not be read", e.getCause());
    } catch (TimeoutException e) {
      throw new HavreException(ErrorKind.UNAVAILABLE, "the container's holder does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "interrupted", e);
    }
  }

  private boolean readable() {
    UnixSocket.Message packet;
    try {
      packet = socket.receive(HolderMessage.SIZE);
    } catch (LinuxException e) {
      // A holder that ends with requests unread resets the connection; its last message comes
      // after.
      if (e.is(Errno.EAGAIN) || e.is(Errno.EINTR) || e.is(Errno.ECONNRESET)) {
        return true;
      }
      end();
      return false;
    }
    if (packet.isEnd()) {
      end();
      return false;
    }
    HolderMessage.decode(packet.bytes())
        .ifPresentOrElse(message -> deliver(message, packet.descriptors()), packet::close);
    return true;
  }

  private void deliver(HolderMessage message, List<Fd> descriptors) {
    if (message.type() == HolderMessage.Type.EXITED) {
      listener.exited(message);
      return;
    }
    var answer = new Answer(message, descriptors);
    // A failure ends the start, so that it answers all that is still expected of it.
    boolean last = message.type() == HolderMessage.Type.FAILED;
    @Nullable CompletableFuture<Answer> future = next();
    if (future == null || !future.complete(answer)) {
      descriptors.forEach(Fd::close);
    }
    while (last && future != null) {
      future = next();
      if (future != null) {
        future.complete(answer);
      }
    }
  }

  private @Nullable CompletableFuture<Answer> next() {
    lock.lock();
    try {
      return awaited.poll();
    } finally {
      lock.unlock();
    }
  }

  /// On the loop's thread.
  private void end() {
    List<CompletableFuture<Answer>> left;
    lock.lock();
    try {
      if (gone) {
        return;
      }
      gone = true;
      left = List.copyOf(awaited);
      awaited.clear();
      loop.forget(socket.fd());
      socket.close();
    } finally {
      lock.unlock();
    }
    left.forEach(future -> future.completeExceptionally(lost()));
    listener.gone();
  }

  private static HavreException lost() {
    return new HavreException(ErrorKind.UNAVAILABLE, "the container's holder has ended");
  }

  /// Whether the holder has ended.
  boolean isGone() {
    lock.lock();
    try {
      return gone;
    } finally {
      lock.unlock();
    }
  }

  /// Ends our side; the holder then ends its own, and the loop closes the socket.
  @Override
  public void close() {
    lock.lock();
    try {
      if (!gone) {
        socket.shutdownOutput();
      }
    } finally {
      lock.unlock();
    }
  }
}
