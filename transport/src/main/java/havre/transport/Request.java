package havre.transport;

import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One request. Its body is read from the socket only as fast as the handler reads it.
public interface Request {
  String method();

  /// The decoded path, without the query.
  String path();

  Query query();

  /// The first header of that name, whatever its case.
  @Nullable String header(String name);

  /// All headers of that name, in the order they came.
  List<String> headers(String name);

  /// All headers; of several with one name the first.
  Map<String, String> headers();

  /// The path with the query, as the client wrote it.
  String target();

  /// The certificates by which the client proved who it is, its own first; empty without TLS and
  /// where it gave none.
  List<X509Certificate> peerCertificates();

  /// The length the client gave, -1 where it gave none (a chunked body).
  long contentLength();

  /// Whether the client announced a body, be it an empty chunked one.
  boolean hasBody();

  /// The body; a read blocks until bytes arrive. Reading fails with an IOException when the client
  /// goes away in the middle.
  InputStream body();

  /// Runs `action` once when the client closes its side of the connection before the answer is
  /// complete; at once when it has closed already. The action runs on an I/O thread: it must not
  /// block. A stream taken over by [Response#hijack] or [Response#webSocket] reports through
  /// [DuplexStream#onClose] instead.
  void onDisconnect(Runnable action);

  /// Where the request came from, for logs.
  String remoteAddress();
}
