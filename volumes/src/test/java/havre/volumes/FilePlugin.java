package havre.volumes;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A volume plugin that keeps volumes as folders, speaking the protocol on a socket.
final class FilePlugin implements AutoCloseable {
  final List<String> calls = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final Map<String, Path> volumes = new ConcurrentSkipListMap<>();
  private final ServerSocketChannel server;

  FilePlugin(Path socket, Path folder) throws IOException {
    this.folder = folder;
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
    calls.add(method + " " + request.path("Name").asText());
    String reply = PluginConnection.JSON.writeValueAsString(reply(method, request));
    String status = reply.contains("\"Err\":\"") ? "500 Internal Server Error" : "200 OK";
    // In two chunks, as Go's server does with what it did not measure.
    String chunks =
        "HTTP/1.1 %s\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"
            .formatted(status, reply.substring(0, 1), reply.length() - 1, reply.substring(1));
    ByteBuffer bytes = ByteBuffer.wrap(chunks.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      client.write(bytes);
    }
  }

  private Map<String, ?> reply(String method, JsonNode request) throws IOException {
    String name = request.path("Name").asText();
    if (method.equals("VolumeDriver.Create") && name.equals("full")) {
      return Map.of("Err", "no space");
    }
    return switch (method) {
      case "Plugin.Activate" -> Map.of("Implements", List.of("VolumeDriver"));
      case "VolumeDriver.Capabilities" -> Map.of("Capabilities", Map.of("Scope", "global"));
      case "VolumeDriver.Create" -> {
        volumes.put(name, Files.createDirectories(folder.resolve(name)));
        yield Map.of();
      }
      case "VolumeDriver.Remove" -> {
        volumes.remove(name);
        yield Map.of();
      }
      case "VolumeDriver.Get" ->
          volumes.containsKey(name)
              ? Map.of("Volume", volume(name))
              : Map.of("Err", "no such volume");
      case "VolumeDriver.List" ->
          Map.of("Volumes", volumes.keySet().stream().map(this::volume).toList());
      case "VolumeDriver.Mount", "VolumeDriver.Path" ->
          Map.of("Mountpoint", folder.resolve(name).toString());
      default -> Map.of();
    };
  }

  private Map<String, ?> volume(String name) {
    return new TreeMap<>(
        Map.of(
            "Name",
            name,
            "Mountpoint",
            folder.resolve(name).toString(),
            "Status",
            Map.of("replicas", 3)));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
