package havre.client.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A response whose head has been read. Closing it gives the connection back, or closes it when the
/// body wasn't read to its end.
public final class HttpResponse implements Closeable {
  private final int status;
  private final List<String> headers;
  private final InputStream body;

  HttpResponse(int status, List<String> headers, InputStream body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  public int status() {
    return status;
  }

  /// The first header of that name, in any case; empty when there is none.
  public String header(String name) {
    return header(headers, name);
  }

  static String header(List<String> headers, String name) {
    int length = name.length();
    for (String line : headers) {
      if (line.length() > length
          && line.charAt(length) == ':'
          && line.regionMatches(true, 0, name, 0, length)) {
        return line.substring(length + 1).strip();
      }
    }
    return "";
  }

  public InputStream body() {
    return body;
  }

  /// The whole body as text; closes the response.
  public String text() throws IOException {
    try (this) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
