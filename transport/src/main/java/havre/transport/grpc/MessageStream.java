package havre.transport.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 stream seen as messages. The event loop fills it; threads read and write and block.
/// It asks the peer for more only while few messages wait, so a slow reader slows the peer down.
final class MessageStream extends ChannelInboundHandlerAdapter {
  private static final int PREFIX = 5;
  private static final int LARGEST_MESSAGE = 64 << 20;
  private static final int WAITING_BYTES = 1 << 20;

  /// What the owner wants to know at once, on the event loop.
  interface Events {
    void headers(Http2Headers headers);

    void broken();
  }

  private final Http2StreamChannel channel;
  private final Events events;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> messages = new ArrayDeque<>();
  private int waitingBytes;
  private boolean ended;
  private @Nullable IOException failure;
  private @Nullable Http2Headers first;
  private @Nullable Http2Headers trailers;
  private ByteBuf partial = Unpooled.EMPTY_BUFFER;

  MessageStream(Http2StreamChannel channel, Events events) {
    this.channel = channel;
    this.events = events;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    context.read();
    context.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case Http2HeadersFrame frame -> receive(frame);
      case Http2DataFrame frame -> {
        try {
          receive(frame);
        } finally {
          frame.release();
        }
      }
      case Http2ResetFrame _ -> fail(new IOException("the call was cancelled"));
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void receive(Http2HeadersFrame frame) {
    boolean opening;
    lock.lock();
    try {
      opening = first == null;
      if (opening) {
        first = frame.headers();
      }
      if (!opening || frame.isEndStream()) {
        trailers = frame.headers();
      }
      ended |= frame.isEndStream();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (opening) {
      events.headers(frame.headers());
    }
  }

  private void receive(Http2DataFrame frame) {
    ByteBuf bytes =
        partial.isReadable()
            ? Unpooled.wrappedBuffer(partial, frame.content().retain())
            : frame.content().retain();
    partial = Unpooled.EMPTY_BUFFER;
    lock.lock();
    try {
      while (bytes.readableBytes() >= PREFIX) {
        long length = bytes.getUnsignedInt(bytes.readerIndex() + 1);
        if (bytes.getByte(bytes.readerIndex()) != 0 || length > LARGEST_MESSAGE) {
          failure = new IOException("a compressed or too large message");
          break;
        }
        if (bytes.readableBytes() < PREFIX + length) {
          break;
        }
        bytes.skipBytes(PREFIX);
        byte[] message = new byte[(int) length];
        bytes.readBytes(message);
        messages.add(message);
        waitingBytes += PREFIX + message.length;
      }
      ended |= frame.isEndStream();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (bytes.isReadable()) {
      partial = bytes;
    } else {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (hungry()) {
      context.read();
    }
  }

  private boolean hungry() {
    lock.lock();
    try {
      return waitingBytes < WAITING_BYTES;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (partial.refCnt() > 0 && partial != Unpooled.EMPTY_BUFFER) {
      partial.release();
      partial = Unpooled.EMPTY_BUFFER;
    }
    fail(new IOException("the peer has gone"));
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(new IOException(String.valueOf(cause.getMessage()), cause));
    context.close();
  }

  private void fail(IOException cause) {
    lock.lock();
    try {
      if (ended && trailers != null || failure != null) {
        return;
      }
      failure = cause;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    events.broken();
  }

  /// The next message; null at the end. Blocks until there is one.
  byte @Nullable [] read() throws IOException {
    byte[] message;
    boolean more;
    lock.lock();
    try {
      while (messages.isEmpty() && !ended && failure == null) {
        await();
      }
      message = messages.poll();
      if (message == null) {
        if (!ended && failure != null) {
          throw new IOException(failure.getMessage(), failure);
        }
        return null;
      }
      boolean full = waitingBytes >= WAITING_BYTES;
      waitingBytes -= PREFIX + message.length;
      more = full && waitingBytes < WAITING_BYTES;
    } finally {
      lock.unlock();
    }
    if (more) {
      channel.read();
    }
    return message;
  }

  private void await() throws InterruptedIOException {
    try {
      changed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /// The headers that ended the stream; the opening ones where nothing else came.
  @Nullable Http2Headers trailers() {
    lock.lock();
    try {
      return trailers;
    } finally {
      lock.unlock();
    }
  }

  @Nullable Http2Headers opening() {
    lock.lock();
    try {
      return first;
    } finally {
      lock.unlock();
    }
  }

  void writeHeaders(Http2Headers headers, boolean last) throws IOException {
    sent(channel.writeAndFlush(new DefaultHttp2HeadersFrame(headers, last)));
  }

  /// Returns when the peer's flow control let the message go.
  void write(byte[] message) throws IOException {
    ByteBuf bytes = channel.alloc().directBuffer(PREFIX + message.length);
    bytes.writeByte(0).writeInt(message.length).writeBytes(message);
    sent(channel.writeAndFlush(new DefaultHttp2DataFrame(bytes)));
  }

  /// Sends several messages at once, which costs as little as one.
  void write(List<byte[]> several) throws IOException {
    int size = several.stream().mapToInt(message -> PREFIX + message.length).sum();
    ByteBuf bytes = channel.alloc().directBuffer(size);
    several.forEach(message -> bytes.writeByte(0).writeInt(message.length).writeBytes(message));
    sent(channel.writeAndFlush(new DefaultHttp2DataFrame(bytes)));
  }

  /// Tells the peer that no more messages come from us.
  void endOutput() throws IOException {
    sent(channel.writeAndFlush(new DefaultHttp2DataFrame(true)));
  }

  private static void sent(ChannelFuture future) throws IOException {
    try {
      future.await();
    } catch (InterruptedException _) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    Throwable cause = future.cause();
    if (cause != null) {
      throw new IOException("send: " + cause.getMessage(), cause);
    }
  }

  /// Ends the stream now; where it was not complete, the peer sees it cancelled.
  void close() {
    channel.close();
  }
}
