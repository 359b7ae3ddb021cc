package havre.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/// Decodes one request at a time: after its last byte it leaves what follows untouched until
/// [#resume], because those bytes may be the next request or, on a connection taken over, the
/// stream's first bytes.
final class RequestDecoder extends HttpRequestDecoder {
  private static final int LARGEST_PIECE = 64 * 1024;

  private boolean paused;
  private boolean inputClosed;

  RequestDecoder(ServerLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.requestLineBytes())
            .setMaxHeaderSize(limits.headerBytes())
            .setMaxChunkSize(LARGEST_PIECE));
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws Exception {
    if (paused) {
      return;
    }
    super.decode(context, in, out);
    if (!out.isEmpty() && out.getLast() instanceof LastHttpContent) {
      paused = true;
    }
  }

  /// The end of input would make the decoder throw away what it holds; while paused it waits too.
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (paused && event instanceof ChannelInputShutdownEvent) {
      inputClosed = true;
      context.fireUserEventTriggered(event);
    } else {
      super.userEventTriggered(context, event);
    }
  }

  /// Whether bytes are left that were not decoded.
  boolean holdsBytes() {
    return actualReadableBytes() > 0;
  }

  /// Decodes on, beginning with what was left. On the event loop only.
  void resume(ChannelHandlerContext context) throws Exception {
    paused = false;
    channelRead(context, Unpooled.EMPTY_BUFFER);
    if (inputClosed && !paused) {
      super.userEventTriggered(context, ChannelInputShutdownEvent.INSTANCE);
    }
  }
}
