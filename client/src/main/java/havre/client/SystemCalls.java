package havre.client;

import havre.client.json.JsonObject;
import java.util.List;
import java.util.Map;

/// What concerns the engine as a whole.
public final class SystemCalls {
  private final Calls calls;

  SystemCalls(Calls calls) {
    this.calls = calls;
  }

  /// What the ping's headers say: ApiVersion, OSType, BuilderVersion, Server.
  public JsonObject ping() {
    return calls.ping();
  }

  public JsonObject version() {
    return calls.object(calls.request("GET", "/version"));
  }

  public JsonObject info() {
    return calls.object(calls.request("GET", "/info"));
  }

  public JsonObject diskUsage() {
    return calls.object(calls.request("GET", "/system/df"));
  }

  public JsonStream events(String since, String until, Map<String, List<String>> filters) {
    Query query = new Query().filters(filters).with("since", since).with("until", until);
    return calls.values(calls.request("GET", "/events" + query));
  }

  /// Reads all layers from the disk; with `repair` damaged ones are fetched again.
  ///
  /// @param logins for registries, by domain, as the header takes them; empty for none
  /// @return what was found, layer by layer
  public JsonStream check(boolean repair, String logins) {
    var request = calls.request("POST", "/system/check" + new Query().with("repair", repair));
    return calls.values(logins.isEmpty() ? request : request.header("X-Registry-Config", logins));
  }

  /// @param keep how many bytes may stay; 0 for none
  public JsonObject buildCachePrune(Map<String, List<String>> filters, boolean all, long keep) {
    Query query = new Query().with("all", all).with("keep-storage", keep > 0 ? "" + keep : "");
    if (filters.isEmpty()) {
      query.always("filters", "");
    }
    query.filters(filters);
    return calls.object(calls.request("POST", "/build/prune" + query));
  }

  /// Checks credentials with a registry through the engine.
  ///
  /// @return `Status` and perhaps `IdentityToken`
  public JsonObject authenticate(JsonObject credentials) {
    return calls.object(calls.request("POST", "/auth", credentials));
  }
}
