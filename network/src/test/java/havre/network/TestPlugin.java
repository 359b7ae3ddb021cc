package havre.network;

import com.fasterxml.jackson.databind.JsonNode;
import havre.testkit.PluginServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A plugin that makes veth pairs on its host and gives out addresses of one subnet.
final class TestPlugin implements AutoCloseable {
  static final String MAC = "a0:b1:c2:d3:e4:f5";

  /// What it was asked, each with the network or the pool it was about.
  final List<String> calls = new CopyOnWriteArrayList<>();

  private final PluginServer server;
  private final Runnable makePair;
  private int next = 10;

  /// @param makePair makes the interfaces `src0` and `other0`
  TestPlugin(Path socket, Runnable makePair) throws IOException {
    this.makePair = makePair;
    server = PluginServer.start(socket, this::reply);
  }

  private Map<String, ?> reply(String method, JsonNode request) {
    String option = request.path("Options").path("com.docker.network.generic").path("o").asText();
    calls.add((method + " " + request.path("Pool").asText() + option).strip());
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
