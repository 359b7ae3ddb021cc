package havre.transport;

import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// The answer to one request: exactly one of [#send], [#stream], [#hijack], [#webSocket],
/// [#serveGrpc] and [#callGrpc].
public interface Response {
  /// Adds a header to the answer.
  Response header(String name, String value);

  /// Sends a complete answer in one write. For a HEAD request the body is left out and only its
  /// length told.
  void send(int status, @Nullable String contentType, byte[] body);

  /// Begins an answer of unknown length. Bytes are collected into large chunks; `flush` sends what
  /// there is (and the header, if nothing was sent yet). Writing blocks while the client does not
  /// read, and fails with an IOException when it is gone. `close` ends the answer properly; an
  /// answer that was not closed when the handler throws breaks the connection, so that the client
  /// does not take it for complete.
  OutputStream stream(int status, @Nullable String contentType);

  /// Takes the connection over as a raw stream in both directions. Answers `101 UPGRADED` where the
  /// client sent `Upgrade: tcp`, else `200 OK` without a length, as Docker does.
  DuplexStream hijack(String contentType) throws IOException;

  /// Takes the connection over as a WebSocket whose messages are the bytes of the stream. Fails
  /// with an IOException where the request is no WebSocket handshake.
  DuplexStream webSocket() throws IOException;

  /// Takes the connection over as HTTP/2 (`Upgrade: h2c`) on which the client makes gRPC calls,
  /// each answered by `handler`. Returns at once; the connection goes on by itself.
  void serveGrpc(GrpcHandler handler) throws IOException;

  /// Takes the connection over as HTTP/2 on which the client answers our gRPC calls. The connection
  /// goes on when the request's handler returns.
  GrpcPeer callGrpc() throws IOException;

  /// Whether an answer has begun.
  boolean committed();
}
