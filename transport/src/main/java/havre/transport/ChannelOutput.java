package havre.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Bytes to the client: collected into buffers of up to 64 KiB, sent when one is full or at
/// `flush`. A writer waits while more than [#IN_FLIGHT] has not yet gone to the socket. Safe for
/// several threads; each write of up to a buffer's size is contiguous on the wire.
final class ChannelOutput extends OutputStream {
  private static final int BUFFER = 64 * 1024;
  private static final int SMALLEST = 1024;
  private static final int ROOM = Framing.HEADROOM + Framing.TAILROOM;
  private static final int IN_FLIGHT = 192 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition drained = lock.newCondition();
  private final Channel channel;
  private final Framing framing;
  private final boolean discard;
  private final Runnable whenClosed;
  private @Nullable ByteBuf head;
  private @Nullable ByteBuf buffer;
  private long inFlight;
  private boolean closed;
  private boolean failed;

  /// @param head sent before the first byte, with it where possible
  /// @param discard whether the content is thrown away (the answer to a HEAD request)
  /// @param whenClosed called once by the closing thread after the last bytes were handed over
  ChannelOutput(
      Channel channel,
      Framing framing,
      @Nullable ByteBuf head,
      boolean discard,
      Runnable whenClosed) {
    this.channel = channel;
    this.framing = framing;
    this.head = head;
    this.discard = discard;
    this.whenClosed = whenClosed;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    lock.lock();
    try {
      if (buffer != null && length > free(buffer) && length <= BUFFER - ROOM) {
        send(false);
      }
      int done = 0;
      while (done < length) {
        checkOpen();
        ByteBuf target = writable(length - done);
        int part = Math.min(free(target), length - done);
        if (!discard) {
          target.writeBytes(source, offset + done, part);
        }
        done += part;
        if (free(target) == 0) {
          send(false);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      checkOpen();
      send(false);
    } finally {
      lock.unlock();
    }
  }

  /// Sends what is left and the end mark. Closing again, or after the client has gone, does
  /// nothing.
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (!failed && channel.isActive()) {
        send(true);
      }
    } finally {
      closed = true;
      release();
      lock.unlock();
    }
    whenClosed.run();
  }

  /// Lets go of what was not sent.
  void abandon() {
    lock.lock();
    try {
      closed = true;
      failed = true;
      release();
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private void release() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
    if (head != null) {
      head.release();
      head = null;
    }
  }

  private static int free(ByteBuf target) {
    return BUFFER - Framing.TAILROOM - target.writerIndex();
  }

  private ByteBuf writable(int wanted) {
    if (buffer == null) {
      int capacity = Math.clamp((long) wanted + ROOM, SMALLEST, BUFFER);
      buffer = channel.alloc().directBuffer(capacity, BUFFER);
      buffer.writeZero(Framing.HEADROOM);
    }
    return buffer;
  }

  private void send(boolean last) throws IOException {
    ByteBuf content = buffer;
    buffer = null;
    if (content != null && (content.readableBytes() == Framing.HEADROOM || discard)) {
      content.release();
      content = null;
    }
    if (content != null) {
      framing.seal(content);
    }
    if (last && !discard) {
      if (content == null) {
        content = channel.alloc().directBuffer(Framing.TAILROOM);
      }
      framing.end(content);
    }
    if (head != null) {
      ByteBuf first = head;
      head = null;
      if (content == null) {
        content = first;
      } else {
        handOver(first, false);
      }
    }
    if (content != null) {
      handOver(content, true);
      awaitRoom(last);
    }
  }

  private void handOver(ByteBuf bytes, boolean flush) {
    int size = bytes.readableBytes();
    inFlight += size;
    var future = flush ? channel.writeAndFlush(bytes) : channel.write(bytes);
    future.addListener(done -> {
      lock.lock();
      try {
        inFlight -= size;
        failed |= !done.isSuccess();
        drained.signalAll();
      } finally {
        lock.unlock();
      }
    });
  }

  private void awaitRoom(boolean last) throws IOException {
    while (inFlight > IN_FLIGHT && !failed && !last) {
      try {
        drained.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("interrupted while writing to the client");
        interrupted.initCause(e);
        throw interrupted;
      }
    }
    checkNotGone();
  }

  private void checkOpen() throws IOException {
    if (closed && !failed) {
      throw new IOException("stream closed");
    }
    checkNotGone();
  }

  private void checkNotGone() throws IOException {
    if (failed || !channel.isActive()) {
      release();
      throw new IOException("the client has gone");
    }
  }
}
