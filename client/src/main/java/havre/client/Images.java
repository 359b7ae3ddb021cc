package havre.client;

import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/// The images of an engine.
public final class Images {
  private final Calls calls;

  Images(Calls calls) {
    this.calls = calls;
  }

  private static String path(String image, String what) {
    return "/images/" + escapePath(image) + what;
  }

  private static String escapePath(String image) {
    return Query.escape(image).replace("%2F", "/").replace("%3A", ":").replace("%40", "@");
  }

  /// @param manifests whether to tell the parts of images for several platforms
  public JsonArray list(boolean all, boolean manifests, Map<String, List<String>> filters) {
    Query query = new Query().with("all", all).with("manifests", manifests).filters(filters);
    return calls.array(calls.request("GET", "/images/json" + query));
  }

  public JsonObject inspect(String image) {
    return inspect(image, "");
  }

  /// @param platform as JSON; empty for the engine's own
  public JsonObject inspect(String image, String platform) {
    Query query = new Query().with("platform", platform);
    return calls.object(calls.request("GET", path(image, "/json" + query)));
  }

  /// @param platform as JSON; empty for the engine's own
  public JsonArray history(String image, String platform) {
    Query query = new Query().with("platform", platform);
    return calls.array(calls.request("GET", path(image, "/history" + query)));
  }

  /// @param platforms as JSON; empty for all
  public JsonArray remove(String image, boolean force, boolean noPrune, List<String> platforms) {
    Query query =
        new Query().with("force", force).with("noprune", noPrune).all("platforms", platforms);
    return calls.array(calls.request("DELETE", path(image, query.toString())));
  }

  public void tag(String image, String repository, String tag) {
    Query query = new Query().always("repo", repository).with("tag", tag);
    calls.run(calls.request("POST", path(image, "/tag" + query)));
  }

  /// @param platform as JSON; empty for all
  public InputStream save(List<String> images, String platform) {
    Query query = new Query().all("names", images).with("platform", platform);
    return calls.stream(calls.request("GET", "/images/get" + query));
  }

  /// @param platform as JSON; empty for all
  public JsonStream load(InputStream archive, boolean quiet, String platform) {
    Query query = new Query().with("platform", platform).always("quiet", quiet ? "1" : "0");
    return calls.values(
        calls.request("POST", "/images/load" + query).body("application/x-tar", archive));
  }

  /// Makes an image of a file system's archive, or of what the engine downloads from `source`.
  ///
  /// @param name what it is called, perhaps with a tag; empty for no name
  public JsonStream importArchive(
      InputStream archive, String source, String name, Changes changes) {
    Query query =
        new Query()
            .always("fromSrc", source)
            .with("message", changes.message())
            .with("platform", changes.platform())
            .with("repo", name)
            .all("changes", changes.instructions());
    return calls.values(
        calls.request("POST", "/images/create" + query).body("text/plain", archive));
  }

  public JsonStream pull(String repository, String tag, String platform, String auth) {
    Query query =
        new Query().always("fromImage", repository).with("tag", tag).with("platform", platform);
    var request = calls.request("POST", "/images/create" + query);
    return calls.values(auth.isEmpty() ? request : request.header("X-Registry-Auth", auth));
  }

  public JsonStream push(String repository, String tag, String platform, String auth) {
    Query query = new Query().with("platform", platform).with("tag", tag);
    return calls.values(
        calls
            .request("POST", path(repository, "/push" + query))
            .header("X-Registry-Auth", auth.isEmpty() ? "e30=" : auth));
  }

  public JsonArray search(String term, int limit, Map<String, List<String>> filters) {
    Query query = new Query().always("term", term);
    if (limit > 0) {
      query.always("limit", Integer.toString(limit));
    }
    return calls.array(calls.request("GET", "/images/search" + query.filters(filters)));
  }

  /// Builds an image.
  ///
  /// @param context the archive of its files
  /// @param logins for registries, by domain, as the header takes them; empty for none
  public JsonStream build(InputStream context, Query query, String logins) {
    var request = calls.request("POST", "/build" + query).body("application/x-tar", context);
    return calls.values(logins.isEmpty() ? request : request.header("X-Registry-Config", logins));
  }

  /// Makes an image of a container.
  ///
  /// @return its id
  public String commit(
      String container,
      String repository,
      String tag,
      String author,
      boolean pause,
      Changes changes) {
    Query query =
        new Query()
            .always("author", author)
            .all("changes", changes.instructions())
            .always("comment", changes.message())
            .always("container", container)
            .with("pause", pause ? "" : "0")
            .always("repo", repository)
            .always("tag", tag);
    return calls.object(calls.request("POST", "/commit" + query)).string("Id");
  }

  public JsonObject prune(Map<String, List<String>> filters) {
    return calls.object(calls.request("POST", "/images/prune" + new Query().filters(filters)));
  }

  /// Removes unused images by water marks, in bytes.
  ///
  /// @param dry only tells what would go
  public JsonObject collect(long high, long low, boolean dry) {
    Query query =
        new Query()
            .always("high", Long.toString(high))
            .always("low", Long.toString(low))
            .with("dry-run", dry);
    return calls.object(calls.request("POST", "/images/collect" + query));
  }

  /// What is different in the image that is made: Dockerfile instructions and a message.
  public record Changes(List<String> instructions, String message, String platform) {}
}
