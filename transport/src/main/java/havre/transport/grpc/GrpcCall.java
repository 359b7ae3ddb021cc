package havre.transport.grpc;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// One call that the client makes on us.
public final class GrpcCall {
  private final MessageStream stream;
  private final Http2Headers headers;
  private boolean begun;

  GrpcCall(MessageStream stream, Http2Headers headers) {
    this.stream = stream;
    this.headers = headers;
  }

  /// The service's full name and the method's: `grpc.health.v1.Health/Check`.
  public String method() {
    CharSequence path = headers.path();
    return path == null || path.isEmpty() ? "" : path.subSequence(1, path.length()).toString();
  }

  /// The call's metadata of that name, which is in lower case.
  public @Nullable String header(String name) {
    CharSequence value = headers.get(name);
    return value == null ? null : value.toString();
  }

  /// The client's next message; null when it has sent its last.
  public byte @Nullable [] read() throws IOException {
    return stream.read();
  }

  /// The only message of a call that takes one.
  public byte[] request() throws IOException {
    byte[] message = read();
    if (message == null) {
      throw new GrpcException(GrpcCode.INTERNAL, "the call has no message");
    }
    return message;
  }

  /// Sends a message; blocks while the client does not read.
  public void write(byte[] message) throws IOException {
    begin();
    stream.write(message);
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      stream.writeHeaders(answerHeaders(), false);
    }
  }

  private static Http2Headers answerHeaders() {
    return new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
  }

  /// Ends the call with that status.
  void end(GrpcCode code, String message, byte @Nullable [] details) throws IOException {
    Http2Headers trailers = begun ? new DefaultHttp2Headers() : answerHeaders();
    trailers.set("grpc-status", Integer.toString(code.number()));
    if (!message.isEmpty()) {
      trailers.set("grpc-message", StatusText.encode(message));
    }
    if (details != null) {
      trailers.set(
          "grpc-status-details-bin", Base64.getEncoder().withoutPadding().encodeToString(details));
    }
    stream.writeHeaders(trailers, true);
    stream.close();
  }
}
