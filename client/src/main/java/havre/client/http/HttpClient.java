package havre.client.http;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Exchanges with one engine. Connections are kept and used again; any number of threads may call.
public final class HttpClient implements Closeable {
  private static final int MAX_IDLE = 4;

  private final Endpoint endpoint;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<HttpConnection> idle = new ArrayDeque<>();

  public HttpClient(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /// Sends a request and reads the head of its response.
  ///
  /// @throws ConnectionFailedException when nobody answers at the endpoint
  /// @throws IOException when the connection breaks in between
  public HttpResponse exchange(HttpRequest request) throws IOException {
    HttpConnection kept = request.stream() == null ? takeIdle() : null;
    if (kept != null) {
      try {
        return exchange(kept, request);
      } catch (EOFException | SocketException | StaleConnectionException stale) {
        // The engine ended the idle connection meanwhile and has not seen the request.
        kept.close();
      }
    }
    return exchange(connect(), request);
  }

  private HttpResponse exchange(HttpConnection connection, HttpRequest request) throws IOException {
    try {
      connection.send(request);
    } catch (IOException e) {
      connection.close();
      throw new StaleConnectionException(e);
    }
    return connection.receive(
        request.method(),
        reusable -> {
          if (!reusable || !keep(connection)) {
            connection.close();
          }
        });
  }

  /// Sends a request for the raw connection. When the engine refuses, the response says why.
  public HijackResult hijack(HttpRequest request) throws IOException {
    HttpConnection connection = connect();
    connection.send(request.upgrade());
    HttpResponse response = connection.receive(request.method(), reusable -> connection.close());
    boolean raw = response.status() == 101 || response.status() == 200;
    return new HijackResult(response, raw ? connection.hijack(response) : null);
  }

  /// What came of asking for the raw connection: `stream` is null when the engine refused.
  public record HijackResult(HttpResponse response, @Nullable Hijacked stream) {}

  private HttpConnection connect() {
    try {
      // No pattern switch: it would make a class at run time, on every call's way.
      if (endpoint instanceof Endpoint.Tcp tcp) {
        String host = tcp.host();
        TlsFiles tls = tcp.tls();
        return new HttpConnection(
            tls == null ? open(host, tcp.port()) : TlsWire.connect(host, tcp.port(), tls),
            (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + tcp.port());
      }
      String path = ((Endpoint.Unix) endpoint).path();
      return new HttpConnection(
          open(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(path)), "localhost");
    } catch (IOException e) {
      throw new ConnectionFailedException(endpoint, e);
    }
  }

  private static Wire open(String host, int port) throws IOException {
    var address = new InetSocketAddress(InetAddress.getByName(host), port);
    return new ChannelWire(SocketChannel.open(address));
  }

  private static Wire open(StandardProtocolFamily family, SocketAddress address)
      throws IOException {
    SocketChannel channel = SocketChannel.open(family);
    try {
      channel.connect(address);
      return new ChannelWire(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private @Nullable HttpConnection takeIdle() {
    lock.lock();
    try {
      return idle.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private boolean keep(HttpConnection connection) {
    lock.lock();
    try {
      if (idle.size() >= MAX_IDLE) {
        return false;
      }
      idle.addFirst(connection);
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    HttpConnection connection = takeIdle();
    while (connection != null) {
      connection.close();
      connection = takeIdle();
    }
  }

  /// A request could not be written to a kept connection.
  private static final class StaleConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    StaleConnectionException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
