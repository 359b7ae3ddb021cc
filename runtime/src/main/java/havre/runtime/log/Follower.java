package havre.runtime.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What the writer tells one following reader: that there is more, that a new file has begun, that
/// there will be no more.
///
/// Files that wait to be read are kept, also when they were rotated away meanwhile; of a reader
/// that lies more than some files behind, the oldest are given up.
final class Follower implements AutoCloseable {
  private static final int MOST_FILES = 64;
  private static final long PATIENCE_MILLIS = 1000;

  private final JsonFileLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<FileChannel> next = new ArrayDeque<>();
  private long growths;
  private boolean ended;
  private boolean closed;

  Follower(JsonFileLog log, boolean ended) {
    this.log = log;
    this.ended = ended;
  }

  void grown() {
    change(() -> growths++);
  }

  void ended() {
    change(() -> ended = true);
  }

  void nextFile(FileChannel file) throws IOException {
    FileChannel dropped = null;
    lock.lock();
    try {
      if (closed) {
        dropped = file;
      } else {
        next.add(file);
        dropped = next.size() > MOST_FILES ? next.remove() : null;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (dropped != null) {
      dropped.close();
    }
  }

  /// What is known now; to be asked before reading a file to its end.
  State state() {
    lock.lock();
    try {
      return new State(growths, !next.isEmpty(), ended);
    } finally {
      lock.unlock();
    }
  }

  @Nullable FileChannel takeNextFile() {
    lock.lock();
    try {
      return next.poll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits, about a second at most, for something that the state doesn't know of.
  void awaitChange(State seen) throws InterruptedException {
    long left = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    lock.lock();
    try {
      while (left > 0 && seen.equals(new State(growths, !next.isEmpty(), ended))) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    log.forget(this);
    var left = new ArrayDeque<FileChannel>();
    lock.lock();
    try {
      closed = true;
      left.addAll(next);
      next.clear();
    } finally {
      lock.unlock();
    }
    for (FileChannel file : left) {
      file.close();
    }
  }

  private void change(Runnable action) {
    lock.lock();
    try {
      action.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// @param growths how often there was more
  /// @param hasNextFile whether the file being read is complete
  /// @param ended whether there will be no more
  record State(long growths, boolean hasNextFile, boolean ended) {}
}
