package havre.api;

import java.io.IOException;
import java.io.OutputStream;

/// An answer that is a stream of JSON objects, one a line. Not safe for several threads at once.
public final class JsonLines implements AutoCloseable {
  private final OutputStream out;

  JsonLines(OutputStream out) {
    this.out = out;
  }

  /// Sends the header now, before there is any object.
  public void flush() throws IOException {
    out.flush();
  }

  /// Sends one object at once; blocks while the client does not read.
  public void send(Object value) throws IOException {
    out.write(Json.line(value));
    out.flush();
  }

  /// Sends an error in the form clients expect in the middle of a progress stream.
  public void sendError(String message) throws IOException {
    send(new StreamError(new StreamError.Detail(message), message));
  }

  /// Ends the answer.
  @Override
  public void close() throws IOException {
    out.close();
  }

  private record StreamError(
      @com.fasterxml.jackson.annotation.JsonProperty("errorDetail") Detail errorDetail,
      @com.fasterxml.jackson.annotation.JsonProperty("error") String error) {
    private record Detail(
        @com.fasterxml.jackson.annotation.JsonProperty("message") String message) {}
  }
}
