package havre.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client connection: takes its requests one after the other. All methods run on the
/// connection's event loop; the handler of each request runs on a virtual thread and comes back
/// through the loop.
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private enum State {
    /// Waiting for a request's head.
    IDLE,
    /// A request is being answered.
    ANSWERING,
    /// The answer is complete, the rest of the request's body is thrown away.
    DISCARDING,
    /// The connection is a raw stream.
    TAKEN_OVER,
    /// Nothing more is read.
    CLOSING
  }

  private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());

  private static final int LINGER_MILLIS = 500;

  private final HttpServer server;
  private final RequestDecoder decoder;
  private State state = State.IDLE;
  private boolean inputClosed;
  private boolean lingering;
  private int discarded;
  private @Nullable Future<?> headTimer;
  private @Nullable Exchange exchange;
  private @Nullable HijackedStream stream;

  HttpConnection(HttpServer server, RequestDecoder decoder) {
    this.server = server;
    this.decoder = decoder;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    read(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (state == State.TAKEN_OVER && stream != null && message instanceof ByteBuf bytes) {
      stream.offer(bytes);
      return;
    }
    try {
      if (message instanceof HttpRequest request && state == State.IDLE) {
        begin(context, request);
      }
      if (message instanceof HttpContent content) {
        receive(context, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest request) {
    stopHeadTimer();
    if (request.decoderResult().isFailure()) {
      refuse(context, request.decoderResult().cause());
      return;
    }
    if (request.headers().get("Host") == null && request.protocolVersion().minorVersion() > 0) {
      refuse(context, 400, "400 Bad Request: missing required Host header");
      return;
    }
    state = State.ANSWERING;
    discarded = 0;
    var begun = new Exchange(this, context, request);
    exchange = begun;
    server.run(begun);
  }

  private void receive(ChannelHandlerContext context, HttpContent content) {
    if (state == State.ANSWERING && exchange != null) {
      if (content.decoderResult().isFailure()) {
        exchange.bytes().fail("malformed chunked encoding");
        exchange.closeAfterwards();
        return;
      }
      exchange.bytes().offer(content.content().retain());
      if (content instanceof LastHttpContent) {
        exchange.bytes().end();
      }
    } else if (state == State.DISCARDING) {
      discarded += content.content().readableBytes();
      if (content.decoderResult().isFailure() || discarded > server.limits().discardBytes()) {
        close(context);
      } else if (content instanceof LastHttpContent) {
        next(context);
      } else {
        read(context);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    switch (state) {
      case ANSWERING -> {
        if (exchange != null && exchange.bytes().hungry()) {
          read(context);
        }
      }
      case TAKEN_OVER -> {
        if (stream != null && stream.hungry()) {
          read(context);
        }
      }
      case IDLE -> startHeadTimer(context);
      case CLOSING -> {
        if (lingering) {
          read(context);
        }
      }
      case DISCARDING -> {}
    }
  }

  /// Something arrived, yet no whole head: the client has limited time for the rest.
  private void startHeadTimer(ChannelHandlerContext context) {
    if (headTimer == null) {
      headTimer =
          context
              .executor()
              .schedule(
                  () -> close(context),
                  server.limits().headTimeout().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void stopHeadTimer() {
    if (headTimer != null) {
      headTimer.cancel(false);
      headTimer = null;
    }
  }

  /// The answer is with the channel. Goes on to the next request, or closes.
  void finished(ChannelHandlerContext context, Exchange done) {
    if (state != State.ANSWERING || exchange != done) {
      return;
    }
    boolean noMore = inputClosed && !decoder.holdsBytes();
    if (!done.keepAlive() || noMore || server.stopping()) {
      if (done.bytes().ended()) {
        closeWhenSent(context);
      } else {
        linger(context);
      }
    } else if (done.bytes().ended()) {
      next(context);
    } else {
      state = State.DISCARDING;
      exchange = null;
      read(context);
    }
  }

  private void next(ChannelHandlerContext context) {
    exchange = null;
    state = State.IDLE;
    if (!context.channel().isWritable()) {
      return; // a client that does not read its answers gets no further ones
    }
    resume(context);
  }

  private void resume(ChannelHandlerContext context) {
    try {
      decoder.resume(context.pipeline().context(decoder));
    } catch (Exception e) {
      exceptionCaught(context, e);
      return;
    }
    if (state == State.IDLE) {
      read(context);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (state == State.IDLE && context.channel().isWritable()) {
      resume(context);
    }
  }

  /// Turns the connection into a raw stream; what the client has sent already goes to it first.
  void takeOver(
      ChannelHandlerContext context, HijackedStream taken, @Nullable Runnable changePipeline) {
    state = State.TAKEN_OVER;
    exchange = null;
    stream = taken;
    if (changePipeline != null) {
      changePipeline.run();
    }
    context.pipeline().remove(decoder);
    if (inputClosed) {
      taken.inputClosed();
    }
  }

  /// Turns the connection into one of another protocol, whose handlers `change` puts before this
  /// one; what the client has sent already goes to them first.
  <T> T upgrade(ChannelHandlerContext context, Callable<T> change) throws Exception {
    if (inputClosed) {
      close(context);
      throw new IOException("the client has gone");
    }
    state = State.TAKEN_OVER;
    exchange = null;
    T result = change.call();
    context.pipeline().remove(decoder);
    return result;
  }

  /// Reads once; called from any thread.
  void readSoon(ChannelHandlerContext context) {
    context.executor().execute(() -> read(context));
  }

  /// After the end of input the kernel must not be asked again.
  private void read(ChannelHandlerContext context) {
    if (!inputClosed) {
      context.read();
    }
  }

  /// Breaks the connection, so that the client does not take the answer for complete.
  void abort(ChannelHandlerContext context) {
    close(context);
  }

  /// Closes the connection when no request is being answered.
  void closeIfIdle(ChannelHandlerContext context) {
    if (state == State.IDLE) {
      close(context);
    }
  }

  /// Closes it whatever it is doing, and interrupts the handler.
  void interrupt(ChannelHandlerContext context) {
    if (exchange != null) {
      exchange.interrupt();
    }
    close(context);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof ChannelInputShutdownEvent)) {
      return;
    }
    inputClosed = true;
    switch (state) {
      case ANSWERING -> {
        if (exchange != null) {
          exchange.clientLeft();
        }
      }
      case TAKEN_OVER -> {
        if (stream != null) {
          stream.inputClosed();
        } else {
          close(context);
        }
      }
      case IDLE, DISCARDING -> closeWhenSent(context);
      case CLOSING -> close(context);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopHeadTimer();
    state = State.CLOSING;
    if (exchange != null) {
      exchange.clientLeft();
      exchange.abandon();
    }
    if (stream != null) {
      stream.connectionClosed();
    }
    server.forget(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.log(System.Logger.Level.DEBUG, "connection failed", cause);
    }
    close(context);
  }

  private void refuse(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      refuse(context, 414, "414 URI Too Long");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuse(context, 431, "431 Request Header Fields Too Large");
    } else {
      refuse(context, 400, "400 Bad Request");
    }
  }

  private void refuse(ChannelHandlerContext context, int status, String text) {
    var head = new ResponseHead();
    head.add("Content-Type", "text/plain; charset=utf-8");
    head.add("Connection", "close");
    ByteBuf answer = context.alloc().directBuffer();
    head.write(answer, status);
    answer.writeCharSequence(text, StandardCharsets.US_ASCII);
    context.write(answer);
    linger(context);
  }

  /// Closes our side and reads on for a moment: closing with unread input would reset the
  /// connection and take the answer away from the client.
  private void linger(ChannelHandlerContext context) {
    state = State.CLOSING;
    lingering = true;
    context
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(_ -> {
          if (context.channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
          }
          read(context);
        });
    context.executor().schedule(() -> close(context), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void closeWhenSent(ChannelHandlerContext context) {
    state = State.CLOSING;
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void close(ChannelHandlerContext context) {
    state = State.CLOSING;
    context.close();
  }
}
