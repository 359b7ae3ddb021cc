package havre.buildkit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import havre.api.Call;
import havre.api.Json;
import havre.api.JsonLines;
import havre.api.build.SessionBuilds;
import havre.buildkit.control.Builds;
import havre.buildkit.control.SolveRequest;
import havre.buildkit.export.ExportRequest;
import havre.buildkit.solve.BuildJob;
import havre.buildkit.solve.StatusLog;
import havre.buildkit.wire.ProtoMessage;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Query;
import havre.transport.grpc.GrpcException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Builds of clients that know BuildKit only through `POST /build`, such as Docker's command line
/// before 23: the files come in a session or with the request, progress goes out as BuildKit's
/// messages.
public final class RestBuilds implements SessionBuilds {
  private static final String FRONTEND = "dockerfile.v0";

  private final Builds builds;

  public RestBuilds(Builds builds) {
    this.builds = builds;
  }

  private record Trace(@JsonProperty("id") String id, @JsonProperty("aux") String aux) {}

  private record Result(@JsonProperty("id") String id, @JsonProperty("aux") Id aux) {
    record Id(@JsonProperty("ID") String id) {}
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Output(
      @JsonProperty("Type") @Nullable String type,
      @JsonProperty("Attrs") @Nullable Map<String, String> attributes) {}

  @Override
  public void build(Call call) throws IOException {
    SolveRequest request = request(call.query());
    BuildJob job = builds.open(request);
    job.take(call.body());
    call.onDisconnect(() -> job.cancellation().cancel());
    try (JsonLines lines = call.jsonLines()) {
      Thread watcher =
          Thread.ofVirtual().name("build progress").start(() -> tell(job.status(), lines));
      try {
        Map<String, String> answer = builds.run(job, request);
        watcher.join();
        String image = answer.get("containerimage.config.digest");
        if (image != null) {
          lines.send(new Result("moby.image.id", new Result.Id(image)));
        }
      } catch (GrpcException e) {
        watcher.join();
        lines.sendError(String.valueOf(e.getMessage()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "context canceled", e);
    }
  }

  private static void tell(StatusLog status, JsonLines lines) {
    try {
      status.sendTo(message ->
          lines.send(
              new Trace("moby.buildkit.trace", Base64.getEncoder().encodeToString(message))));
    } catch (IOException | InterruptedException _) {
      // The client has gone, which ends the build.
    }
  }

  @Override
  public void cancel(String id) {
    builds.cancel(id);
  }

  private static SolveRequest request(Query query) {
    String remote = query.string("remote");
    if (remote.equals("upload-request")) {
      throw HavreException.invalid("a context in an upload of its own is not supported");
    }
    String build = query.string("buildid");
    return new SolveRequest(
        build.isEmpty() ? UUID.randomUUID().toString() : build,
        query.string("session"),
        FRONTEND,
        attributes(query, remote),
        ProtoMessage.EMPTY,
        Map.of(),
        exports(query),
        List.of());
  }

  private static Map<String, String> attributes(Query query, String remote) {
    var attributes = new TreeMap<String, String>();
    String context = remote.isEmpty() ? BuildJob.BODY : remote;
    put(attributes, "context", remote.equals("client-session") ? "" : context);
    put(attributes, "target", query.string("target"));
    put(attributes, "filename", query.string("dockerfile"));
    put(attributes, "cgroup-parent", query.string("cgroupparent"));
    put(attributes, "platform", query.string("platform"));
    put(attributes, "shm-size", query.string("shmsize"));
    put(attributes, "add-hosts", hosts(query));
    put(attributes, "cache-from", String.join(",", list(query, "cachefrom")));
    put(attributes, "ulimit", ulimits(query));
    String network = query.string("networkmode");
    switch (network) {
      case "", "default" -> {}
      case "host", "none" -> attributes.put("force-network-mode", network);
      default ->
          throw HavreException.invalid(
              "network mode \"" + network + "\" not supported by buildkit");
    }
    if (query.bool("nocache")) {
      attributes.put("no-cache", "");
    }
    put(attributes, "image-resolve-mode", query.bool("pull") ? "pull" : "");
    map(query, "buildargs").forEach((name, value) -> put(attributes, "build-arg:" + name, value));
    map(query, "labels").forEach((name, value) -> attributes.put("label:" + name, value));
    return attributes;
  }

  private static void put(Map<String, String> attributes, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      attributes.put(name, value);
    }
  }

  /// `name:address` each, as the frontend writes them: `name=address,…`
  private static String hosts(Query query) {
    var hosts = new ArrayList<String>();
    for (String value : query.all("extrahosts")) {
      for (String host : value.split(",")) {
        if (!host.isBlank()) {
          hosts.add(host.strip().replaceFirst(":", "="));
        }
      }
    }
    return String.join(",", hosts);
  }

  private record Ulimit(
      @JsonProperty("Name") String name,
      @JsonProperty("Soft") long soft,
      @JsonProperty("Hard") long hard) {}

  /// As the frontend writes them: `name=soft:hard,…`
  private static String ulimits(Query query) {
    List<Ulimit> limits = json(query, "ulimits", new TypeReference<>() {}, List.of());
    return String.join(
        ",",
        limits.stream()
            .map(limit -> "%s=%d:%d".formatted(limit.name(), limit.soft(), limit.hard()))
            .toList());
  }

  private static List<String> list(Query query, String name) {
    return json(query, name, new TypeReference<>() {}, List.of());
  }

  private static Map<String, String> map(Query query, String name) {
    return json(query, name, new TypeReference<>() {}, Map.of());
  }

  private static List<ExportRequest> exports(Query query) {
    List<Output> outputs = json(query, "outputs", new TypeReference<>() {}, List.of());
    if (outputs.size() > 1) {
      throw HavreException.invalid("multiple outputs not supported");
    }
    Output output = outputs.isEmpty() ? new Output("moby", Map.of()) : outputs.getFirst();
    Map<String, String> given = output.attributes();
    var attributes = new TreeMap<>(given == null ? Map.<String, String>of() : given);
    List<String> tags = query.all("t");
    if (!tags.isEmpty()) {
      attributes.put("name", String.join(",", tags));
    }
    String type = output.type();
    String kind = type == null ? "" : type;
    return switch (kind) {
      case "cacheonly" -> List.of();
      case "", "image" -> List.of(new ExportRequest("moby", attributes, 0));
      default -> List.of(new ExportRequest(kind, attributes, 0));
    };
  }

  private static <T> T json(Query query, String name, TypeReference<T> type, T absent) {
    String text = query.string(name);
    if (text.isEmpty() || text.equals("null")) {
      return absent;
    }
    try {
      return Json.mapper().readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new HavreException(
          ErrorKind.INVALID, "error reading " + name + ": " + e.getOriginalMessage(), e);
    }
  }
}
