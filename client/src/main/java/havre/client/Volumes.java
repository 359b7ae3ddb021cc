package havre.client;

import havre.client.json.JsonObject;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/// The volumes of an engine.
public final class Volumes {
  private final Calls calls;

  Volumes(Calls calls) {
    this.calls = calls;
  }

  /// @return `Volumes` and `Warnings`
  public JsonObject list(Map<String, List<String>> filters) {
    return calls.object(calls.request("GET", "/volumes" + new Query().filters(filters)));
  }

  public JsonObject inspect(String volume) {
    return calls.object(calls.request("GET", "/volumes/" + Query.escape(volume)));
  }

  public JsonObject create(JsonObject body) {
    return calls.object(calls.request("POST", "/volumes/create", body));
  }

  public void remove(String volume, boolean force) {
    Query query = new Query().with("force", force);
    calls.run(calls.request("DELETE", "/volumes/" + Query.escape(volume) + query));
  }

  /// What is in a volume, as an archive.
  public InputStream export(String volume) {
    return calls.stream(calls.request("GET", archive(volume)));
  }

  /// Unpacks an archive into a volume.
  public void importArchive(String volume, InputStream content) {
    calls.run(calls.request("PUT", archive(volume)).body("application/x-tar", content));
  }

  private static String archive(String volume) {
    return "/volumes/" + Query.escape(volume) + "/archive";
  }

  public JsonObject prune(Map<String, List<String>> filters) {
    return calls.object(calls.request("POST", "/volumes/prune" + new Query().filters(filters)));
  }
}
