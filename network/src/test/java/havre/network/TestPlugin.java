package havre.network;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.plugin.PluginConnection;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A plugin that makes veth pairs on its host and gives out addresses of one subnet.
final class TestPlugin implements AutoCloseable {
  static final String MAC = "a0:b1:c2:d3:e4:f5";

  /// What it was asked, each with the network or the pool it was about.
  final List<String> calls = new CopyOnWriteArrayList<>();

  private final ServerSocketChannel server;
  private final Runnable makePair;
  private int next = 10;

  /// @param makePair makes the interfaces `src0` and `other0`
  TestPlugin(Path socket, Runnable makePair) throws IOException {
    this.makePair = makePair;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::serve);
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
    JsonNode request = PluginConnection.JSON.readTree(body);
    String option = request.path("Options").path("com.docker.network.generic").path("o").asText();
    calls.add((method + " " + request.path("Pool").asText() + option).strip());
    byte[] reply = PluginConnection.JSON.writeValueAsBytes(reply(method, request));
    String status = "HTTP/1.1 200 OK\r\nContent-Length: " + reply.length + "\r\n\r\n";
    client.write(ByteBuffer.wrap(status.getBytes(StandardCharsets.US_ASCII)));
    client.write(ByteBuffer.wrap(reply));
  }

  private Map<String, ?> reply(String method, JsonNode request) {
    return switch (method) {
      case "Plugin.Activate" -> Map.of("Implements", List.of("NetworkDriver", "IpamDriver"));
      case "NetworkDriver.CreateEndpoint" -> Map.of("Interface", Map.of("MacAddress", MAC));
      case "NetworkDriver.Join" -> {
        makePair.run();
        yield Map.of(
            "InterfaceName",
            Map.of("SrcName", "src0", "DstPrefix", "plug"),
            "Gateway",
            "10.44.0.9");
      }
      case "IpamDriver.GetDefaultAddressSpaces" -> Map.of("LocalDefaultAddressSpace", "local");
      case "IpamDriver.RequestPool" -> Map.of("PoolID", "pool", "Pool", "10.55.0.0/16");
      case "IpamDriver.RequestAddress" -> {
        String wish = request.path("Address").asText();
        yield wish.equals("10.55.0.66")
            ? Map.of("Err", "taken")
            : Map.of("Address", (wish.isEmpty() ? "10.55.0." + next++ : wish) + "/16");
      }
      default -> Map.of();
    };
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
