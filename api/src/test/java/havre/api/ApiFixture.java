package havre.api;

import com.fasterxml.jackson.databind.JsonNode;
import havre.api.containers.ArchiveRoutes;
import havre.api.containers.ContainerRoutes;
import havre.api.containers.LifecycleRoutes;
import havre.api.containers.StatsRoutes;
import havre.api.containers.StreamRoutes;
import havre.api.exec.ExecRoutes;
import havre.api.networks.NetworkRoutes;
import havre.api.system.DiskUsageRoutes;
import havre.api.system.EventRoutes;
import havre.api.system.SystemRoutes;
import havre.testkit.http.RawClient;
import havre.transport.HttpServer;
import havre.transport.ListenAddress;
import havre.transport.ServerLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The whole API over a unix socket, on an engine of fakes.
public final class ApiFixture implements AutoCloseable {
  public final FakeContainers containers = new FakeContainers();
  public final FakeExecs execs = new FakeExecs();
  public final FakeEvents events = new FakeEvents();
  public final FakeNetworks networks = new FakeNetworks();
  private final Path folder;
  private final HttpServer server;

  /// An answer, its body as text and, where it is JSON, as a tree.
  public record Answer(int status, String head, String body) {
    public JsonNode json() throws IOException {
      return Json.mapper().readTree(body.isEmpty() ? "null" : body);
    }

    public String message() throws IOException {
      return json().path("message").asText();
    }
  }

  public ApiFixture() throws IOException {
    folder = Files.createTempDirectory("api");
    var containerRoutes = new ContainerRoutes(containers);
    var api =
        new DockerApi(
            "26.1.5",
            List.of(
                new SystemRoutes(new FakeSystem()),
                new EventRoutes(events),
                new DiskUsageRoutes(
                    new DiskUsageRoutes.Sources(
                        () -> 7,
                        _ -> List.of(),
                        containerRoutes::withSizes,
                        _ -> List.of(),
                        _ -> List.of())),
                containerRoutes,
                new ArchiveRoutes(containers),
                new LifecycleRoutes(containers),
                new StreamRoutes(containers),
                new StatsRoutes(containers),
                new NetworkRoutes(networks),
                new ExecRoutes(execs)));
    server =
        HttpServer.start(
            List.of(new ListenAddress.UnixSocket(folder.resolve("s"), null)),
            api,
            ServerLimits.standard());
  }

  public RawClient connect() throws IOException {
    return new RawClient(folder.resolve("s"));
  }

  public Answer get(String path) throws IOException {
    return call("GET", path, null);
  }

  public Answer post(String path, String json) throws IOException {
    return call("POST", path, json);
  }

  public Answer post(String path) throws IOException {
    return call("POST", path, null);
  }

  /// Calls on a connection of its own.
  public Answer call(String method, String path, String json) throws IOException {
    String headers =
        json == null
            ? ""
            : "Content-Type: application/json\r\nContent-Length: %d\r\n"
                .formatted(json.getBytes(StandardCharsets.UTF_8).length);
    try (RawClient client = connect()) {
      client.send(
          "%s %s HTTP/1.1\r\nHost: d\r\n%s\r\n%s"
              .formatted(method, path, headers, json == null ? "" : json));
      String head = client.readTo("\r\n\r\n");
      int status = Integer.parseInt(head.substring(9, 12));
      String body = "";
      if (head.contains("Transfer-Encoding: chunked")) {
        body = client.readChunks();
      } else if (head.contains("Content-Length: ") && !method.equals("HEAD")) {
        int at = head.indexOf("Content-Length: ") + 16;
        body = client.read(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
      }
      return new Answer(status, head, body);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.delete(folder);
  }
}
