package havre.client;

import havre.client.http.Hijacked;
import havre.client.http.HttpRequest;
import havre.client.http.HttpResponse;
import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The containers of an engine.
public final class Containers {
  private final Calls calls;

  Containers(Calls calls) {
    this.calls = calls;
  }

  private HttpRequest get(String container, String what) {
    return calls.request("GET", path(container, what));
  }

  private HttpRequest post(String container, String what) {
    return calls.request("POST", path(container, what));
  }

  private static String path(String container, String what) {
    return "/containers/" + Query.escape(container) + what;
  }

  /// @param limit how many of the last created, 0 for all that match
  public JsonArray list(boolean all, boolean size, int limit, Map<String, List<String>> filters) {
    Query query = new Query().with("all", all).with("size", size).filters(filters);
    if (limit > 0) {
      query.always("limit", Integer.toString(limit));
    }
    return calls.array(calls.request("GET", "/containers/json" + query));
  }

  /// Creates a container.
  ///
  /// @return its `Id` and `Warnings`
  public JsonObject create(JsonObject body, String name, String platform) {
    Query query = new Query().with("name", name).with("platform", platform);
    return calls.object(calls.request("POST", "/containers/create" + query, body));
  }

  public JsonObject inspect(String container, boolean size) {
    return calls.object(get(container, "/json" + new Query().with("size", size)));
  }

  public void start(String container, String detachKeys) {
    calls.run(post(container, "/start" + new Query().with("detachKeys", detachKeys)));
  }

  /// @param timeout seconds as text, empty for the container's own
  public void stop(String container, String signal, String timeout) {
    calls.run(post(container, "/stop" + new Query().with("signal", signal).with("t", timeout)));
  }

  public void restart(String container, String signal, String timeout) {
    calls.run(post(container, "/restart" + new Query().with("signal", signal).with("t", timeout)));
  }

  public void kill(String container, String signal) {
    calls.run(post(container, "/kill" + new Query().with("signal", signal)));
  }

  public void pause(String container) {
    calls.run(post(container, "/pause"));
  }

  public void unpause(String container) {
    calls.run(post(container, "/unpause"));
  }

  public void rename(String container, String name) {
    calls.run(post(container, "/rename" + new Query().always("name", name)));
  }

  public void remove(String container, boolean force, boolean volumes, boolean link) {
    Query query = new Query().with("v", volumes).with("force", force).with("link", link);
    calls.run(calls.request("DELETE", path(container, query.toString())));
  }

  /// Begins to wait; the engine has begun too when this returns.
  ///
  /// @param condition `not-running`, `next-exit` or `removed`
  public PendingExit wait(String container, String condition) {
    return new PendingExit(
        calls.open(post(container, "/wait" + new Query().with("condition", condition))));
  }

  public void resize(String container, int rows, int columns) {
    calls.run(post(container, "/resize?h=" + rows + "&w=" + columns));
  }

  public Hijacked attach(String container, AttachOptions options) {
    Query query =
        new Query()
            .with("stream", true)
            .with("stdin", options.stdin())
            .with("stdout", options.stdout())
            .with("stderr", options.stderr())
            .with("logs", options.logs())
            .with("detachKeys", options.detachKeys());
    return calls.hijack(post(container, "/attach" + query).body("text/plain", new byte[0]));
  }

  /// The container's log: frames, or bytes as they came when it has a terminal.
  public InputStream logs(String container, LogOptions options) {
    Query query =
        new Query()
            .with("stdout", true)
            .with("stderr", true)
            .with("follow", options.follow())
            .with("timestamps", options.timestamps())
            .with("details", options.details())
            .with("since", options.since())
            .with("until", options.until())
            .with("tail", options.tail());
    return calls.stream(get(container, "/logs" + query));
  }

  public JsonObject top(String container, String arguments) {
    return calls.object(get(container, "/top" + new Query().with("ps_args", arguments)));
  }

  public JsonArray changes(String container) {
    return calls.array(get(container, "/changes"));
  }

  public JsonStream stats(String container, boolean stream) {
    Query query = new Query().always("stream", stream ? "1" : "0");
    return calls.values(get(container, "/stats" + query));
  }

  public InputStream export(String container) {
    return calls.stream(get(container, "/export"));
  }

  public JsonObject update(String container, JsonObject body) {
    return calls.object(calls.request("POST", path(container, "/update"), body));
  }

  public JsonObject prune(Map<String, List<String>> filters) {
    return calls.object(calls.request("POST", "/containers/prune" + new Query().filters(filters)));
  }

  /// What a path in a container is: name, size, mode (as Go's `fs.FileMode`), linkTarget.
  public JsonObject stat(String container, String path) {
    Query query = new Query().always("path", path);
    try (HttpResponse response =
        calls.open(calls.request("HEAD", path(container, "/archive" + query)))) {
      return stat(response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject stat(HttpResponse response) {
    byte[] json = Base64.getDecoder().decode(response.header("X-Docker-Container-Path-Stat"));
    return (JsonObject) JsonReader.parse(new String(json, StandardCharsets.UTF_8));
  }

  /// A path of a container as a tar archive, with what it is.
  public Archive copyFrom(String container, String path) {
    HttpResponse response =
        calls.open(get(container, "/archive" + new Query().always("path", path)));
    return new Archive(stat(response), response.body());
  }

  /// Extracts a tar archive into a folder of a container.
  public void copyTo(String container, String folder, InputStream archive, boolean keepOwner) {
    Query query =
        new Query()
            .with("copyUIDGID", keepOwner ? "true" : "")
            .always("noOverwriteDirNonDir", "true")
            .always("path", folder);
    calls.run(
        calls
            .request("PUT", path(container, "/archive" + query))
            .body("application/octet-stream", archive));
  }

  /// An archive of a path and what the path is, as [#stat] tells it.
  public record Archive(JsonObject stat, InputStream content) {}

  /// What to take part in when attaching.
  public record AttachOptions(
      boolean stdin, boolean stdout, boolean stderr, boolean logs, String detachKeys) {}

  /// Which part of a log; times and tail as text, empty for no limit.
  public record LogOptions(
      boolean follow,
      boolean timestamps,
      boolean details,
      String since,
      String until,
      String tail) {}
}
