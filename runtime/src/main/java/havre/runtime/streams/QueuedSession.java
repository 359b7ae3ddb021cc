package havre.runtime.streams;

import havre.runtime.log.LogCursor;
import havre.runtime.log.LogRecord;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A client's queue of output, bounded in bytes: full, it pauses the process; half empty, it lets
/// it go on.
final class QueuedSession implements AttachSession {
  private static final int FULL = 1024 * 1024;
  private static final System.Logger LOGGER = System.getLogger(QueuedSession.class.getName());

  private final PumpedStreams streams;
  private final AttachOptions options;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock replayLock = new ReentrantLock();
  private final Condition offered = lock.newCondition();
  private final Deque<OutputChunk> chunks = new ArrayDeque<>();
  private @Nullable LogCursor replay;
  private int queued;
  private boolean full;
  private boolean ended;
  private boolean closed;

  QueuedSession(PumpedStreams streams, AttachOptions options) {
    this.streams = streams;
    this.options = options;
  }

  /// What comes before the queue.
  void replay(LogCursor cursor) {
    replay = cursor;
  }

  void offer(OutputChunk chunk) {
    if (!options.wants(chunk.stream())) {
      return;
    }
    lock.lock();
    try {
      if (!ended) {
        chunks.add(chunk);
        queued += chunk.length();
        full |= queued >= FULL;
        offered.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isFull() {
    lock.lock();
    try {
      return full;
    } finally {
      lock.unlock();
    }
  }

  /// No more will be offered; what is queued can still be read.
  void end() {
    lock.lock();
    try {
      ended = true;
      full = false;
      offered.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable OutputChunk next() throws InterruptedException {
    OutputChunk replayed = nextReplayed();
    if (replayed != null) {
      return replayed;
    }
    OutputChunk chunk;
    boolean madeRoom;
    lock.lock();
    try {
      while (chunks.isEmpty() && !ended) {
        offered.await();
      }
      chunk = chunks.poll();
      if (chunk == null) {
        return null;
      }
      queued -= chunk.length();
      madeRoom = full && queued <= FULL / 2;
      if (madeRoom) {
        full = false;
      }
    } finally {
      lock.unlock();
    }
    if (madeRoom) {
      streams.roomMade();
    }
    return chunk;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
    if (options.stdin()) {
      streams.input().write(bytes, offset, length);
    }
  }

  @Override
  public void closeInput() {
    if (!options.stdin() || !streams.input().exists()) {
      return;
    }
    if (streams.closesInput()) {
      streams.input().close();
    } else {
      end();
      streams.detach(this);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      chunks.clear();
      queued = 0;
      ended = true;
      closed = true;
      full = false;
      offered.signalAll();
    } finally {
      lock.unlock();
    }
    streams.detach(this);
    replayLock.lock();
    try {
      endReplay();
    } finally {
      replayLock.unlock();
    }
  }

  /// The next wanted record of the log; null when the replay is over.
  private @Nullable OutputChunk nextReplayed() {
    replayLock.lock();
    try {
      LogCursor cursor = replay;
      if (cursor == null) {
        return null;
      }
      for (LogRecord next = cursor.next(); next != null && !isClosed(); next = cursor.next()) {
        StreamKind kind = next.isStderr() ? StreamKind.STDERR : StreamKind.STDOUT;
        if (options.wants(kind)) {
          byte[] line =
              Arrays.copyOfRange(next.bytes(), next.offset(), next.offset() + next.length());
          return new OutputChunk(kind, line, 0, line.length, next.nanos());
        }
      }
      endReplay();
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.WARNING, "replay log: " + e.getMessage(), e);
      endReplay();
    } finally {
      replayLock.unlock();
    }
    return null;
  }

  private void endReplay() {
    LogCursor cursor = replay;
    replay = null;
    if (cursor != null) {
      try {
        cursor.close();
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.WARNING, "close log: " + e.getMessage(), e);
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
