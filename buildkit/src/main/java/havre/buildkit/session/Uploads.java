package havre.buildkit.session;

import havre.transport.grpc.GrpcExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// Streams that a client offers under addresses of its session, such as the archive it reads from
/// its standard input.
public final class Uploads {
  private static final String PULL = "moby.upload.v1.Upload/Pull";
  private static final String HOST = "buildkit-session";

  private final Session session;

  public Uploads(Session session) {
    this.session = session;
  }

  /// Whether an address is one of a session's.
  public static boolean serves(URI address) {
    return HOST.equals(address.getHost());
  }

  /// The bytes under an address.
  public InputStream open(URI address) throws IOException {
    var metadata =
        Map.of("urlpath", List.of(address.getPath()), "urlhost", List.of(address.getHost()));
    GrpcExchange exchange = session.call(PULL, metadata);
    exchange.closeOutput();
    return new MessageInput(exchange, 1);
  }
}
