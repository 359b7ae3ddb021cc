package havre.transport;

import java.time.Duration;
import java.util.List;

/// An HTTP server on unix sockets and TCP ports.
public final class HttpServer implements AutoCloseable {
  private HttpServer() {}

  /// Listens on all addresses, or on none: when one fails, those before it are closed again.
  ///
  /// @throws havre.common.HavreException where an address cannot be listened on
  public static HttpServer start(
      List<ListenAddress> addresses, Handler handler, ServerLimits limits) {
    throw new UnsupportedOperationException("listen on " + addresses + handler + limits);
  }

  /// Where the server listens, in the order given; a TCP port 0 has become the real one.
  public List<ListenAddress> addresses() {
    return List.of();
  }

  /// Stops listening, closes idle connections, gives running requests `grace` to end, then closes
  /// the rest.
  public void stop(Duration grace) {}

  /// [#stop] with no grace.
  @Override
  public void close() {
    stop(Duration.ZERO);
  }
}
