package havre.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Serves Docker's protocol of plugins on a socket: one request at a time, each answered by the
/// test's plugin. An answer with `Err` has the status 500.
public final class PluginServer implements AutoCloseable {
  private final ObjectMapper json = new ObjectMapper();
  private final ServerSocketChannel server;
  private final Plugin plugin;

  /// What answers.
  public interface Plugin {
    /// @param method such as `VolumeDriver.Create`
    Map<String, ?> reply(String method, JsonNode request) throws IOException;
  }

  private PluginServer(ServerSocketChannel server, Plugin plugin) {
    this.server = server;
    this.plugin = plugin;
  }

  public static PluginServer start(Path socket, Plugin plugin) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(socket));
    var server = new PluginServer(channel, plugin);
    Thread.ofVirtual().start(server::serve);
    return server;
  }

  private void serve() {
    try {
      while (true) {
        try (SocketChannel client = server.accept()) {
          answer(client);
        }
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void answer(SocketChannel client) throws IOException {
    InputStream in = Channels.newInputStream(client);
    var head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      head.write(in.read());
    }
    String text = head.toString(StandardCharsets.US_ASCII);
    int at = text.indexOf("Content-Length: ") + 16;
    byte[] body = in.readNBytes(Integer.parseInt(text.substring(at, text.indexOf('\r', at))));
    String method = text.substring(text.indexOf('/') + 1, text.indexOf(" HTTP"));
    String reply = json.writeValueAsString(plugin.reply(method, json.readTree(body)));
    String status = reply.contains("\"Err\":\"") ? "500 Internal Server Error" : "200 OK";
    // In two chunks, as Go's server does with what it did not measure.
    String chunks =
        "HTTP/1.1 %s\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"
            .formatted(status, reply.substring(0, 1), reply.length() - 1, reply.substring(1));
    ByteBuffer bytes = ByteBuffer.wrap(chunks.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
