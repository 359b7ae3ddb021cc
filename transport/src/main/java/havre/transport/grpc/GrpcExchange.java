package havre.transport.grpc;

import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call that we make on the peer. Reading and writing may happen on different threads.
public final class GrpcExchange implements AutoCloseable {
  private final MessageStream stream;

  GrpcExchange(MessageStream stream) {
    this.stream = stream;
  }

  /// Sends a message; blocks while the peer does not read. Fails when the call has ended; [#read]
  /// then tells how.
  public void write(byte[] message) throws IOException {
    stream.write(message);
  }

  /// Sends several messages at once, each as if it were sent alone.
  public void write(List<byte[]> messages) throws IOException {
    stream.write(messages);
  }

  /// Sends the last message. A peer that ended the call before it saw the message, or its end, has
  /// sent a status, which is worth more than the failure to send: [#read] tells it.
  public void send(byte[] message) throws IOException {
    try {
      stream.write(message);
      stream.endOutput();
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      if (stream.trailers() == null) {
        throw e;
      }
    }
  }

  /// Tells that no more messages come from us.
  public void closeOutput() throws IOException {
    stream.endOutput();
  }

  /// The next message; null when the call has ended well.
  ///
  /// @throws GrpcException where it ended otherwise
  public byte @Nullable [] read() throws IOException {
    byte[] message = stream.read();
    if (message == null) {
      checkStatus();
    }
    return message;
  }

  private void checkStatus() throws IOException {
    Http2Headers opening = stream.opening();
    Http2Headers trailers = stream.trailers();
    if (opening != null && opening.status() != null && !"200".contentEquals(opening.status())) {
      throw new GrpcException(GrpcCode.UNKNOWN, "the peer answered with HTTP " + opening.status());
    }
    CharSequence status = trailers == null ? null : trailers.get("grpc-status");
    if (trailers == null || status == null) {
      throw new GrpcException(GrpcCode.INTERNAL, "the call ended without a status");
    }
    GrpcCode code = GrpcCode.of(number(status.toString()));
    if (code != GrpcCode.OK) {
      CharSequence message = trailers.get("grpc-message");
      throw new GrpcException(code, message == null ? "" : StatusText.decode(message.toString()));
    }
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return GrpcCode.UNKNOWN.number();
    }
  }

  /// Ends the call; where it has not ended yet, the peer sees it cancelled.
  @Override
  public void close() {
    stream.close();
  }
}
