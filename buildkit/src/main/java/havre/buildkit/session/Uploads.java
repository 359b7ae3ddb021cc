package havre.buildkit.session;

import havre.buildkit.wire.ProtoMessage;
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
    return new Messages(exchange);
  }

  /// The bytes of messages, one after the other.
  private static final class Messages extends InputStream {
    private final GrpcExchange exchange;
    private byte[] current = {};
    private int at;
    private boolean ended;

    Messages(GrpcExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (at == current.length && !ended) {
        byte[] message = exchange.read();
        ended = message == null;
        current = message == null ? new byte[0] : ProtoMessage.parse(message).bytes(1);
        at = 0;
      }
      if (at == current.length) {
        return -1;
      }
      int count = Math.min(length, current.length - at);
      System.arraycopy(current, at, bytes, offset, count);
      at += count;
      return count;
    }

    @Override
    public void close() {
      exchange.close();
    }
  }
}
