package havre.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The server's side of a WebSocket handshake (RFC 6455, 4.2) and the frames' way into the stream.
final class WebSocketHandshake {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int LARGEST_FRAME = 1024 * 1024;

  private final String key;
  private final @Nullable String protocol;

  private WebSocketHandshake(String key, @Nullable String protocol) {
    this.key = key;
    this.protocol = protocol;
  }

  static WebSocketHandshake of(HttpHeaders headers) throws IOException {
    String key = headers.get("Sec-WebSocket-Key");
    if (!headers.containsValue("Upgrade", "websocket", true)
        || !headers.containsValue("Connection", "Upgrade", true)
        || !"13".equals(headers.get("Sec-WebSocket-Version"))
        || key == null) {
      throw new IOException("not a websocket handshake");
    }
    String offered = headers.get("Sec-WebSocket-Protocol");
    return new WebSocketHandshake(key, offered == null ? null : offered.split(",")[0].strip());
  }

  void answer(ResponseHead head) {
    head.add("Upgrade", "websocket");
    head.add("Connection", "Upgrade");
    head.add("Sec-WebSocket-Accept", accept());
    if (protocol != null) {
      head.add("Sec-WebSocket-Protocol", protocol);
    }
  }

  private String accept() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /// Puts the frame decoder between the socket and the stream.
  static void addTo(ChannelHandlerContext context) {
    context
        .pipeline()
        .addBefore(
            context.name(),
            "frames",
            new WebSocket13FrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                    .expectMaskedFrames(true)
                    .maxFramePayloadLength(LARGEST_FRAME)
                    .build()))
        .addBefore(context.name(), "messages", new Messages());
  }

  /// Passes the content of data frames on as bytes and answers control frames.
  private static final class Messages extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      switch (message) {
        case PingWebSocketFrame ping -> answer(context, 0x8a, ping);
        case PongWebSocketFrame pong -> pong.release();
        case CloseWebSocketFrame close -> {
          close.release();
          context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        case WebSocketFrame frame -> context.fireChannelRead(frame.content());
        default -> context.fireChannelRead(message);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.fireChannelReadComplete();
    }

    private static void answer(ChannelHandlerContext context, int opcode, WebSocketFrame frame) {
      ByteBuf payload = frame.content();
      ByteBuf head = context.alloc().directBuffer(2);
      head.writeByte(opcode).writeByte(payload.readableBytes());
      context.write(head);
      context.writeAndFlush(payload);
    }
  }
}
