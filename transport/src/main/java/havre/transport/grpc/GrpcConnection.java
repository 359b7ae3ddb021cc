package havre.transport.grpc;

import havre.common.ErrorKind;
import havre.common.HavreException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Makes a connection speak HTTP/2, without the negotiation, which went before. On the event loop
/// only.
public final class GrpcConnection {
  private static final System.Logger LOG = System.getLogger(GrpcConnection.class.getName());
  private static final int STREAM_WINDOW = 1 << 20;
  private static final int CONNECTION_WINDOW = 4 << 20;

  private GrpcConnection() {}

  /// From here on the client makes calls and `handler` answers them.
  public static void serve(ChannelHandlerContext before, GrpcHandler handler) {
    var streams = new StreamInitializer(channel -> answering(channel, handler));
    install(before, Http2FrameCodecBuilder.forServer(), streams);
  }

  /// From here on the client answers our calls.
  public static GrpcPeer call(ChannelHandlerContext before) {
    install(before, Http2FrameCodecBuilder.forClient(), new RefusePushed());
    return new GrpcPeer(before.channel());
  }

  private static void install(
      ChannelHandlerContext before, Http2FrameCodecBuilder builder, ChannelHandler streams) {
    var settings = Http2Settings.defaultSettings().initialWindowSize(STREAM_WINDOW);
    if (!builder.isServer()) {
      settings.pushEnabled(false);
    }
    Http2FrameCodec codec = builder.initialSettings(settings).build();
    ChannelPipeline pipeline = before.pipeline();
    pipeline.addBefore(before.name(), "http2", codec);
    pipeline.addBefore(before.name(), "streams", new Http2MultiplexHandler(streams));
    var connection = codec.connection();
    try {
      connection
          .local()
          .flowController()
          .incrementWindowSize(connection.connectionStream(), CONNECTION_WINDOW - STREAM_WINDOW);
      before.channel().flush();
    } catch (Http2Exception e) {
      LOG.log(System.Logger.Level.DEBUG, "the window stays small", e);
    }
    before.channel().config().setAutoRead(true);
  }

  private static MessageStream answering(Http2StreamChannel channel, GrpcHandler handler) {
    var answer = new Answer(handler);
    var stream = new MessageStream(channel, answer);
    answer.stream = stream;
    return stream;
  }

  /// The answer to one call.
  private static final class Answer implements MessageStream.Events {
    private final GrpcHandler handler;
    private @Nullable MessageStream stream;
    private @Nullable Thread thread;

    Answer(GrpcHandler handler) {
      this.handler = handler;
    }

    @Override
    public void headers(Http2Headers headers) {
      MessageStream opened = stream;
      if (opened != null) {
        var call = new GrpcCall(opened, headers);
        thread = Thread.ofVirtual().name("grpc " + call.method()).start(() -> run(call, opened));
      }
    }

    @Override
    public void broken() {
      if (thread != null) {
        thread.interrupt();
      }
    }

    private void run(GrpcCall call, MessageStream opened) {
      try {
        try {
          handler.handle(call);
          call.end(GrpcCode.OK, "", null);
        } catch (GrpcException e) {
          call.end(e.code(), text(e), e.details());
        } catch (HavreException e) {
          call.end(codeOf(e.kind()), text(e), null);
        } catch (InterruptedException _) {
          call.end(GrpcCode.CANCELLED, "context canceled", null);
        } catch (RuntimeException e) { // a handler's bug must not take the answer away
          LOG.log(System.Logger.Level.ERROR, call.method() + " failed", e);
          call.end(GrpcCode.UNKNOWN, text(e), null);
        }
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, call.method() + ": the client has gone", e);
        opened.close();
      }
    }

    private static String text(Exception e) {
      return String.valueOf(e.getMessage());
    }

    private static GrpcCode codeOf(ErrorKind kind) {
      return switch (kind) {
        case NOT_FOUND -> GrpcCode.NOT_FOUND;
        case INVALID -> GrpcCode.INVALID_ARGUMENT;
        case CONFLICT -> GrpcCode.ALREADY_EXISTS;
        case NOT_SUPPORTED -> GrpcCode.UNIMPLEMENTED;
        case UNAVAILABLE -> GrpcCode.UNAVAILABLE;
        default -> GrpcCode.UNKNOWN;
      };
    }
  }

  /// We told the client not to push anything.
  @ChannelHandler.Sharable
  private static final class RefusePushed extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.close();
    }
  }
}
