package havre.common.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Calls to a plugin: HTTP POST of JSON, one connection each.
///
/// @param limit how long an answer may take
public record PluginConnection(String plugin, SocketAddress address, Duration limit) {
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final String TYPE = "application/vnd.docker.plugins.v1.2+json";
  private static final int LARGEST = 16 << 20;
  private static final int OK = 200;

  /// Shakes hands.
  ///
  /// @return whether the plugin is one of a kind, `VolumeDriver` or another
  public boolean activate(String kind) {
    for (JsonNode offer : call("Plugin.Activate", Map.of()).path("Implements")) {
      if (offer.asText().equals(kind)) {
        return true;
      }
    }
    return false;
  }

  /// @return the answer's document
  /// @throws HavreException with what the plugin says, or that it says nothing
  public JsonNode call(String method, Object body) {
    try {
      byte[] content = JSON.writeValueAsBytes(body);
      byte[] answer = within(method, content);
      return read(method, answer);
    } catch (IOException e) {
      throw failure(method, e);
    }
  }

  /// A plugin that hangs must not hang its callers: the connection is cut when the time is over.
  private byte[] within(String method, byte[] content) throws IOException {
    try (SocketChannel channel = SocketChannel.open(address)) {
      var task = new FutureTask<>(() -> exchange(channel, method, content));
      Thread.ofVirtual().name("plugin-" + plugin).start(task);
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("timeout awaiting response", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static byte[] exchange(SocketChannel channel, String method, byte[] content)
      throws IOException {
    String head =
        "POST /%s HTTP/1.1\r\nHost: plugin\r\nAccept: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(method, TYPE, content.length);
    var request = new ByteArrayOutputStream();
    request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(content);
    ByteBuffer bytes = ByteBuffer.wrap(request.toByteArray());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    InputStream in = Channels.newInputStream(channel);
    byte[] answer = in.readNBytes(LARGEST + 1);
    if (answer.length > LARGEST) {
      throw new IOException("the answer is too large");
    }
    return answer;
  }

  private JsonNode read(String method, byte[] answer) throws IOException {
    var response = PluginResponse.parse(answer);
    JsonNode document = parse(response.body());
    String error = document.path("Err").asText("");
    if (response.status() != OK) {
      String text = error.isEmpty() ? new String(response.body(), StandardCharsets.UTF_8) : error;
      throw new HavreException(
          response.status() == 404 ? ErrorKind.NOT_FOUND : ErrorKind.INTERNAL,
          method + ": " + text.strip());
    }
    if (!error.isEmpty()) {
      throw new HavreException(ErrorKind.INTERNAL, method + ": " + error);
    }
    return document;
  }

  private static JsonNode parse(byte[] body) {
    try {
      return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (IOException _) {
      return MissingNode.getInstance(); // whatever it is, it is no answer of the protocol
    }
  }

  private HavreException failure(String method, IOException e) {
    return HavreException.internal(
        "Post \"http://%s/%s\": %s".formatted(plugin, method, e.getMessage()), e);
  }
}
