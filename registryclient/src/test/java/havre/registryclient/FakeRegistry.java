package havre.registryclient;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A registry on loopback that answers as a test wants it to, and remembers what it was asked.
final class FakeRegistry implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  /// Answers a request; the exchange is closed after it.
  @FunctionalInterface
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /// @param answer for everything but the ping
  FakeRegistry(Answer answer) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            if (exchange.getRequestURI().getPath().equals("/v2/")) {
              exchange.sendResponseHeaders(200, -1);
              return;
            }
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            answer.to(exchange);
          }
        });
    server.start();
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  ImageReference name(String rest) {
    return ImageReference.parse(host() + "/" + rest);
  }

  /// What it was asked, without pings.
  List<String> requests() {
    return List.copyOf(requests);
  }

  static Registries.Settings settings(String... mirrors) {
    return new Registries.Settings(
        List.of(), List.of(mirrors), Path.of("/nonexistent"), Proxies.DIRECT);
  }

  /// With a folder in which there may be a `hosts.toml`.
  static Registries.Settings settings(Path certificates) {
    return new Registries.Settings(List.of(), List.of(), certificates, Proxies.DIRECT);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
