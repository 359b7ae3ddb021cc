package havre.cli;

import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import havre.client.json.JsonValue;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An engine on a unix socket that answers with what it was told to, and remembers what it was
/// asked. Owns a virtual thread for each connection.
public final class FakeEngine implements AutoCloseable {
  /// A request as it came: the path without version, the body when there was one.
  public record Request(String method, String path, @Nullable JsonValue body) {}

  private record Answer(int status, String contentType, byte[] body) {}

  private final ServerSocketChannel server;
  private final Path socket;
  private final Map<String, Answer> answers = new HashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  public FakeEngine(Path folder) throws IOException {
    socket = folder.resolve("engine.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::accept);
  }

  public String host() {
    return "unix://" + socket;
  }

  /// Answers `METHOD /path` (without version and query) with a JSON text.
  public FakeEngine answer(String request, int status, String json) {
    return answer(request, status, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  public FakeEngine answer(String request, int status, String contentType, byte[] body) {
    answers.put(request, new Answer(status, contentType, body));
    return this;
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
      OutputStream out = Channels.newOutputStream(connection);
      String line = line(in);
      while (!line.isEmpty()) {
        exchange(line, in, out);
        line = line(in);
      }
    } catch (IOException closed) {
      // The client went.
    }
  }

  private void exchange(String start, InputStream in, OutputStream out) throws IOException {
    String[] words = start.split(" ", -1);
    int length = 0;
    boolean chunked = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String lower = header.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      }
      chunked |= lower.startsWith("transfer-encoding: chunked");
    }
    String body = new String(chunked ? chunks(in) : in.readNBytes(length), StandardCharsets.UTF_8);
    String path = words[1].replaceFirst("^/v1\\.[0-9]+", "");
    if (!path.equals("/_ping")) {
      requests.add(
          new Request(words[0], path, body.startsWith("{") ? JsonReader.parse(body) : null));
    }
    String plain = path.indexOf('?') < 0 ? path : path.substring(0, path.indexOf('?'));
    Answer answer = answers.get(words[0] + " " + plain);
    if (answer == null) {
      answer = fallback(words[0], plain);
    }
    send(words[0], answer, out);
  }

  private static Answer fallback(String method, String path) {
    if (path.equals("/_ping")) {
      return new Answer(200, "text/plain", new byte[0]);
    }
    JsonObject message = new JsonObject().put("message", "page not found: " + method + " " + path);
    return new Answer(404, "application/json", message.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(String method, Answer answer, OutputStream out) throws IOException {
    String head =
        "HTTP/1.1 "
            + answer.status
            + " Whatever\r\nApi-Version: 1.51\r\nContent-Type: "
            + answer.contentType
            + "\r\n";
    if (answer.status == 101) {
      out.write(
          (head + "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      out.write(answer.body);
      throw new IOException("hijacked and ended");
    }
    out.write(
        (head + "Content-Length: " + answer.body.length + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    if (!method.equals("HEAD")) {
      out.write(answer.body);
    }
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var all = new java.io.ByteArrayOutputStream();
    int size = Integer.parseInt(line(in), 16);
    while (size > 0) {
      all.write(in.readNBytes(size));
      line(in);
      size = Integer.parseInt(line(in), 16);
    }
    line(in);
    return all.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    int c = in.read();
    while (c >= 0 && c != '\n') {
      line.append((char) c);
      c = in.read();
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    server.close();
    java.nio.file.Files.deleteIfExists(socket);
  }
}
