package havre.transport.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;

/// A client whose services we call, on the connection that it opened to us.
public final class GrpcPeer implements AutoCloseable {
  private static final MessageStream.Events NOBODY =
      new MessageStream.Events() {
        @Override
        public void headers(Http2Headers headers) {}

        @Override
        public void broken() {}
      };

  private final Channel connection;

  GrpcPeer(Channel connection) {
    this.connection = connection;
  }

  /// Begins a call.
  ///
  /// @param method the service's full name and the method's
  /// @param metadata names in lower case, each with one value or several
  public GrpcExchange call(String method, Map<String, List<String>> metadata) throws IOException {
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .path("/" + method)
            .authority("localhost")
            .set("te", "trailers")
            .set("content-type", "application/grpc")
            .set("user-agent", "havre");
    metadata.forEach(headers::set);
    MessageStream stream = open();
    stream.writeHeaders(headers, false);
    return new GrpcExchange(stream);
  }

  /// A call with one message each way.
  public byte[] call(String method, Map<String, List<String>> metadata, byte[] request)
      throws IOException {
    try (GrpcExchange exchange = call(method, metadata)) {
      exchange.send(request);
      byte[] answer = exchange.read();
      if (answer == null) {
        throw new GrpcException(GrpcCode.INTERNAL, method + " gave no answer");
      }
      exchange.read();
      return answer;
    }
  }

  private MessageStream open() throws IOException {
    var opened = new MessageStream[1];
    Future<Http2StreamChannel> future =
        new Http2StreamChannelBootstrap(connection)
            .option(ChannelOption.AUTO_READ, false)
            .handler(
                new StreamInitializer(channel -> {
                  opened[0] = new MessageStream(channel, NOBODY);
                  return opened[0];
                }))
            .open();
    try {
      future.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    Throwable cause = future.cause();
    if (cause != null) {
      throw new IOException("the peer has gone", cause);
    }
    return opened[0];
  }

  /// Whether the connection stands.
  public boolean isOpen() {
    return connection.isActive();
  }

  /// Runs `action` once when the connection is gone; it must not block.
  public void onClose(Runnable action) {
    connection.closeFuture().addListener((ChannelFuture _) -> action.run());
  }

  @Override
  public void close() {
    connection.close();
  }
}
