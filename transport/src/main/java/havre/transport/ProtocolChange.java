package havre.transport;

import havre.transport.grpc.GrpcConnection;
import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// The answer to a request after which the connection speaks something else than HTTP/1: raw bytes,
/// WebSocket or HTTP/2. Used once, on the handler's thread, when the request's body was read.
final class ProtocolChange {
  private final HttpConnection connection;
  private final ChannelHandlerContext context;
  private final RequestHead request;
  private final ResponseHead head;
  private final Runnable complete;

  /// @param head the headers that the handler has set
  /// @param complete told when nothing more belongs to the request
  ProtocolChange(
      HttpConnection connection,
      ChannelHandlerContext context,
      RequestHead request,
      ResponseHead head,
      Runnable complete) {
    this.connection = connection;
    this.context = context;
    this.request = request;
    this.head = head;
    this.complete = complete;
  }

  /// Docker's own change to raw bytes, in the form that the client asked for: as an upgrade to
  /// "tcp", or unannounced after a 200.
  DuplexStream hijack(String contentType) throws IOException {
    String upgrade = request.header("Upgrade");
    boolean upgraded = upgrade != null && !upgrade.isEmpty();
    head.add("Content-Type", contentType);
    if (upgraded) {
      head.add("Connection", "Upgrade");
      head.add("Upgrade", "tcp");
    }
    ByteBuf first = context.alloc().directBuffer();
    head.write(first, upgraded ? 101 : 200, upgraded ? "UPGRADED" : "OK");
    return takeOver(Framing.RAW, first, null);
  }

  DuplexStream webSocket(WebSocketHandshake handshake) throws IOException {
    handshake.answer(head);
    ByteBuf first = context.alloc().directBuffer();
    head.write(first, 101);
    return takeOver(Framing.WEB_SOCKET, first, () -> WebSocketHandshake.addTo(context));
  }

  void serveGrpc(GrpcHandler handler) throws IOException {
    upgradeToHttp2(() -> {
      GrpcConnection.serve(context, handler);
      return true;
    });
  }

  GrpcPeer callGrpc() throws IOException {
    return upgradeToHttp2(() -> GrpcConnection.call(context));
  }

  private DuplexStream takeOver(Framing framing, ByteBuf first, @Nullable Runnable change)
      throws IOException {
    var taken = new HijackedStream(context, framing, first, () -> connection.readSoon(context));
    complete.run();
    context.executor().execute(() -> connection.takeOver(context, taken, change));
    taken.out().flush();
    return taken;
  }

  /// The switch and what follows on the connection must come in one go, before the client's first
  /// frames are looked at.
  private <T> T upgradeToHttp2(Callable<T> change) throws IOException {
    head.add("Connection", "Upgrade");
    head.add("Upgrade", "h2c");
    ByteBuf first = context.alloc().directBuffer();
    head.write(first, 101, "UPGRADED");
    complete.run();
    try {
      return context
          .executor()
          .submit(() -> {
            context.writeAndFlush(first);
            return connection.upgrade(context, change);
          })
          .get();
    } catch (ExecutionException e) {
      throw new IOException("the connection did not change to HTTP/2", e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
