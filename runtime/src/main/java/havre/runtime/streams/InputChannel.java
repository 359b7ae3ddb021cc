package havre.runtime.streams;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The way into a process's input. A writer waits, without holding a carrier thread, until the
/// process has read enough; many writers take turns, a call each.
final class InputChannel {
  private static final int CHUNK = 16 * 1024;

  private final PumpLoop loop;
  private final ReentrantLock turn = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Fd fd;
  private @Nullable NativeBuffer buffer;
  private final Runnable closeAtHolder;
  private final boolean exists;
  private long token;
  private boolean watched;

  /// @param input null when the process has no input, or it was closed before
  InputChannel(PumpLoop loop, @Nullable Fd input, Runnable closeAtHolder) {
    this.loop = loop;
    this.fd = input;
    this.exists = input != null;
    this.closeAtHolder = closeAtHolder;
    if (input != null) {
      Io.setNonBlocking(input, true);
    }
  }

  /// Whether the process was started with an input that was open when this daemon got to know it.
  boolean exists() {
    return exists;
  }

  /// Writes all of the bytes; drops what the process will never read.
  void write(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
    turn.lockInterruptibly();
    try {
      lock.lock();
      try {
        int done = 0;
        while (done < length && fd != null) {
          int count = attempt(fd, bytes, offset + done, Math.min(CHUNK, length - done));
          if (count == Io.WOULD_BLOCK) {
            awaitWritable(fd);
          } else {
            done += count;
          }
        }
      } finally {
        lock.unlock();
      }
    } finally {
      turn.unlock();
    }
  }

  /// Ends the process's input.
  void close() {
    lock.lock();
    try {
      if (fd == null) {
        return;
      }
      release();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    closeAtHolder.run();
  }

  /// Closes this daemon's descriptor alone.
  void disconnect() {
    lock.lock();
    try {
      release();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private int attempt(Fd target, byte[] bytes, int offset, int length) throws IOException {
    if (buffer == null) {
      buffer = NativeBuffer.allocate(CHUNK);
    }
    buffer.put(0, bytes, offset, length);
    try {
      return Io.write(target, buffer, 0, length);
    } catch (LinuxException e) {
      if (e.is(Errno.EPIPE) || e.is(Errno.EIO)) {
        release();
        return length;
      }
      throw new IOException("write to the input: " + e.getMessage(), e);
    }
  }

  private void awaitWritable(Fd target) throws InterruptedException {
    if (watched) {
      loop.watchWritableAgain(target, token);
    } else {
      token = loop.watchWritable(target, this::writable);
      watched = true;
    }
    changed.await();
  }

  private void writable() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    Fd open = fd;
    if (open == null) {
      return;
    }
    if (watched) {
      loop.forget(open, token);
      watched = false;
    }
    fd = null;
    open.close();
  }
}
