package havre.client.http;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request: method, target (path with query), headers and a body of bytes, of a stream, or none.
public final class HttpRequest {
  private final String method;
  private final String target;
  private final List<String> headers = new ArrayList<>();
  private byte @Nullable [] bytes;
  private @Nullable InputStream stream;
  private boolean upgrade;

  public HttpRequest(String method, String target) {
    this.method = method;
    this.target = target;
  }

  public HttpRequest header(String name, String value) {
    headers.add(name + ": " + value);
    return this;
  }

  public HttpRequest body(String contentType, byte[] body) {
    this.bytes = body;
    return header("Content-Type", contentType);
  }

  /// A body of unknown length, sent in chunks; the stream isn't closed.
  public HttpRequest body(String contentType, InputStream body) {
    this.stream = body;
    return header("Content-Type", contentType);
  }

  /// Asks for the connection itself, as a raw stream in both directions.
  public HttpRequest upgrade() {
    upgrade = true;
    return this;
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  List<String> headers() {
    return headers;
  }

  byte @Nullable [] bytes() {
    return bytes;
  }

  @Nullable InputStream stream() {
    return stream;
  }

  boolean wantsUpgrade() {
    return upgrade;
  }
}
