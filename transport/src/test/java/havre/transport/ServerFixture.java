package havre.transport;

import havre.testkit.http.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A server on a unix socket in a folder of its own.
final class ServerFixture implements AutoCloseable {
  private final Path folder;
  private final HttpServer server;

  ServerFixture(Handler handler) throws IOException {
    this(handler, ServerLimits.standard());
  }

  ServerFixture(Handler handler, ServerLimits limits) throws IOException {
    folder = Files.createTempDirectory("http");
    server =
        HttpServer.start(List.of(new ListenAddress.UnixSocket(socket(), null)), handler, limits);
  }

  Path socket() {
    return folder.resolve("s.sock");
  }

  HttpServer server() {
    return server;
  }

  RawClient connect() throws IOException {
    return new RawClient(socket());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket());
    Files.delete(folder);
  }
}
