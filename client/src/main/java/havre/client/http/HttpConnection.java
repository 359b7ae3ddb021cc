package havre.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One connection to an engine, used for one exchange after the other.
final class HttpConnection {
  private static final byte[] CHUNK_END = {'\r', '\n'};
  private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};

  private final Wire wire;
  private final HttpInput in;
  private final String host;

  HttpConnection(Wire wire, String host) {
    this.wire = wire;
    this.in = new HttpInput(wire.in());
    this.host = host;
  }

  /// Sends a request. A body that the engine doesn't want to the end is cut short without an error:
  /// the answer says why.
  void send(HttpRequest request) throws IOException {
    var head = new StringBuilder(256);
    head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(host).append("\r\nUser-Agent: havre\r\n");
    for (String header : request.headers()) {
      head.append(header).append("\r\n");
    }
    if (request.wantsUpgrade()) {
      head.append("Connection: Upgrade\r\nUpgrade: tcp\r\n");
    }
    byte[] bytes = request.bytes();
    InputStream stream = request.stream();
    if (stream != null) {
      head.append("Transfer-Encoding: chunked\r\n");
    } else if (bytes != null) {
      head.append("Content-Length: ").append(bytes.length).append("\r\n");
    } else if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      head.append("Content-Length: 0\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    OutputStream out = wire.out();
    if (bytes != null) {
      var whole = new byte[start.length + bytes.length];
      System.arraycopy(start, 0, whole, 0, start.length);
      System.arraycopy(bytes, 0, whole, start.length, bytes.length);
      out.write(whole);
    } else {
      out.write(start);
    }
    if (stream != null) {
      sendChunks(stream, out);
    }
  }

  private static void sendChunks(InputStream stream, OutputStream out) throws IOException {
    var buffer = new byte[64 * 1024];
    int count = stream.read(buffer);
    while (count >= 0) {
      if (count > 0) {
        try {
          out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.write(buffer, 0, count);
          out.write(CHUNK_END);
        } catch (IOException refused) {
          return;
        }
      }
      count = stream.read(buffer);
    }
    out.write(LAST_CHUNK);
  }

  /// Reads the response to the request that was sent.
  HttpResponse receive(String method, BodyInput.Release release) throws IOException {
    int status = 100;
    List<String> headers = List.of();
    while (status == 100) {
      status = status(in.line());
      headers = headers();
    }
    return new HttpResponse(status, headers, body(method, status, headers, release));
  }

  private BodyInput body(
      String method, int status, List<String> headers, BodyInput.Release release) {
    boolean close = HttpResponse.header(headers, "Connection").equalsIgnoreCase("close");
    BodyInput.Release after = close ? reusable -> release.release(false) : release;
    if (method.equals("HEAD") || status == 204 || status == 304 || status == 101) {
      return BodyInput.sized(in, 0, after);
    }
    if (HttpResponse.header(headers, "Transfer-Encoding").equalsIgnoreCase("chunked")) {
      return BodyInput.chunked(in, after);
    }
    String length = HttpResponse.header(headers, "Content-Length");
    return length.isEmpty()
        ? BodyInput.toEnd(in, after)
        : BodyInput.sized(in, Long.parseLong(length), after);
  }

  private List<String> headers() throws IOException {
    var headers = new ArrayList<String>();
    String line = in.line();
    while (!line.isEmpty()) {
      headers.add(line);
      line = in.line();
    }
    return headers;
  }

  private static int status(String line) throws IOException {
    if (line.length() < 12 || !line.startsWith("HTTP/1.")) {
      throw new IOException("malformed HTTP response \"" + line + "\"");
    }
    try {
      return Integer.parseInt(line.substring(9, 12));
    } catch (NumberFormatException e) {
      throw new IOException("malformed HTTP status in \"" + line + "\"", e);
    }
  }

  /// The raw stream after an upgrade.
  Hijacked hijack(HttpResponse response) {
    return new Hijacked(in, wire, response.header("Content-Type"));
  }

  void close() throws IOException {
    wire.close();
  }
}
