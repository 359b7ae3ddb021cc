package havre.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A registry on loopback that holds one image of one layer, `app:1`, and sends that layer as a
/// test wants it sent.
final class ScriptedRegistry implements AutoCloseable {
  private static final int BLOCK = 512;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
  private final byte[] layer;
  private volatile Sending sending =
      (exchange, from, content) -> send(exchange, from, content.length);

  /// Sends a layer from some place on.
  @FunctionalInterface
  interface Sending {
    void send(HttpExchange exchange, int from, byte[] content) throws IOException;
  }

  /// @param size of the layer's one file, which has random content
  ScriptedRegistry(int size) {
    layer = layer(size);
    byte[] config =
        """
        {"architecture":"%s","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["%s"]}}
        """
            .formatted(architecture(), digest(layer))
            .getBytes(StandardCharsets.UTF_8);
    byte[] manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
        "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
        "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"%s","size":%d}]}
        """
            .formatted(digest(config), config.length, digest(layer), layer.length)
            .getBytes(StandardCharsets.UTF_8);
    documents.put("/v2/", new byte[] {'{', '}'});
    documents.put("/v2/app/manifests/1", manifest);
    documents.put("/v2/app/manifests/" + digest(manifest), manifest);
    documents.put("/v2/app/blobs/" + digest(config), config);
    Commands.run("ip", "link", "set", "lo", "up");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("aarch64") ? "arm64" : name;
  }

  /// A tar of one file.
  private static byte[] layer(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    byte[] header = new byte[BLOCK];
    put(header, 0, "file");
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o ".formatted(size));
    put(header, 136, "00000000000 ");
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    var out = new ByteArrayOutputStream();
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[(BLOCK - size % BLOCK) % BLOCK + 2 * BLOCK]);
    return out.toByteArray();
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static String digest(byte[] content) {
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(content);
      return "sha256:" + HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Serves one more document.
  void document(String path, String content) {
    documents.put(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /// How the layer is sent from now on.
  void sendLayer(Sending sending) {
    this.sending = sending;
  }

  int layerSize() {
    return layer.length;
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] document = documents.get(path);
      if (path.endsWith(digest(layer))) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.sendResponseHeaders(range == null ? 200 : 206, layer.length - from);
        sending.send(exchange, from, layer);
      } else if (document == null) {
        exchange.sendResponseHeaders(404, -1);
      } else {
        exchange.sendResponseHeaders(200, document.length);
        exchange.getResponseBody().write(document);
      }
    }
  }

  /// Sends the layer's bytes from one place to another.
  void send(HttpExchange exchange, int from, int to) throws IOException {
    OutputStream out = exchange.getResponseBody();
    out.write(layer, from, to - from);
    out.flush();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
