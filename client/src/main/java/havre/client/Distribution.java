package havre.client;

import havre.client.json.JsonObject;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// What registries hold, as the engine finds it there. `auth` is always the value of
/// `X-Registry-Auth`, or empty.
public final class Distribution {
  private final Calls calls;

  Distribution(Calls calls) {
    this.calls = calls;
  }

  private havre.client.http.HttpRequest request(
      String method, String name, String what, String auth) {
    String path = "/distribution/" + Query.escape(name).replace("%2F", "/").replace("%3A", ":");
    var request = calls.request(method, path.replace("%40", "@") + what);
    return auth.isEmpty() ? request : request.header("X-Registry-Auth", auth);
  }

  /// A manifest or list: `MediaType`, `Digest`, `Size`, and its text as `Content`.
  public JsonObject manifest(String name, String auth) {
    return calls.object(request("GET", name, "/manifest", auth));
  }

  /// What refers to an image.
  ///
  /// @param type the artifacts' type, empty for all
  public JsonObject referrers(String name, String type, String auth) {
    return calls.object(
        request("GET", name, "/referrers" + new Query().with("artifactType", type), auth));
  }

  /// A blob of a repository.
  public InputStream blob(String name, String digest, long size, String auth) {
    Query query = new Query().always("digest", digest).always("size", Long.toString(size));
    return calls.stream(request("GET", name, "/blob" + query, auth));
  }

  /// Puts a list of manifests under a name.
  ///
  /// @param list its `MediaType` and `Parts`
  /// @return its digest
  public String putList(String name, JsonObject list, String auth) {
    return calls
        .object(
            request("POST", name, "/list", auth)
                .body("application/json", list.toString().getBytes(StandardCharsets.UTF_8)))
        .string("Digest");
  }
}
