package havre.transport;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bytes on their way from the event loop, which offers them, to one reader, which blocks for them.
/// The socket is read only while less than [#ENOUGH] is waiting here.
final class InboundBytes extends InputStream {
  private static final int ENOUGH = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
  private final Runnable readMore;
  private long waiting;
  private boolean started;
  private boolean asked;
  private boolean ended;
  private boolean closed;
  private @Nullable String failure;

  /// @param readMore makes the channel read once; called from any thread
  InboundBytes(Runnable readMore) {
    this.readMore = readMore;
  }

  /// Takes a buffer over. Event loop only, as the next three.
  void offer(ByteBuf bytes) {
    lock.lock();
    try {
      asked = false;
      if (closed || !bytes.isReadable()) {
        bytes.release();
        return;
      }
      queue.add(bytes);
      waiting += bytes.readableBytes();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// No more will come.
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// No more will come, though more was due.
  void fail(String reason) {
    lock.lock();
    try {
      if (!ended) {
        failure = reason;
        ended = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Whether a reader has begun and there is room: the channel should read on.
  boolean hungry() {
    lock.lock();
    try {
      boolean hungry = started && !ended && !closed && waiting < ENOUGH;
      asked |= hungry;
      return hungry;
    } finally {
      lock.unlock();
    }
  }

  boolean ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    boolean more;
    int count = 0;
    lock.lock();
    try {
      started = true;
      if (!awaitBytes()) {
        return -1;
      }
      while (count < length && !queue.isEmpty()) {
        count += take(queue.getFirst(), target, offset + count, length - count);
      }
      more = wantsMore();
    } finally {
      lock.unlock();
    }
    if (more) {
      readMore.run();
    }
    return count;
  }

  private int take(ByteBuf head, byte[] target, int offset, int length) {
    int part = Math.min(length, head.readableBytes());
    head.readBytes(target, offset, part);
    waiting -= part;
    if (!head.isReadable()) {
      queue.removeFirst().release();
    }
    return part;
  }

  private boolean wantsMore() {
    if (ended || asked || waiting >= ENOUGH / 2) {
      return false;
    }
    asked = true;
    return true;
  }

  /// Waits until there is something to take; false at the end.
  private boolean awaitBytes() throws IOException {
    while (queue.isEmpty()) {
      if (closed) {
        throw new IOException("stream closed");
      }
      if (failure != null) {
        throw new IOException(failure);
      }
      if (ended) {
        return false;
      }
      if (!asked) {
        asked = true;
        readMore.run();
      }
      try {
        changed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("interrupted while reading from the client");
        interrupted.initCause(e);
        throw interrupted;
      }
    }
    return true;
  }

  @Override
  public int available() {
    lock.lock();
    try {
      return (int) Math.min(waiting, Integer.MAX_VALUE);
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of what is waiting and of all that still comes.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      queue.forEach(ByteBuf::release);
      queue.clear();
      waiting = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
