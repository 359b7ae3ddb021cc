package havre.client;

import havre.client.json.JsonArray;
import havre.client.json.JsonObject;
import java.util.List;
import java.util.Map;

/// The networks of an engine.
public final class Networks {
  private final Calls calls;

  Networks(Calls calls) {
    this.calls = calls;
  }

  private static String path(String network, String what) {
    return "/networks/" + Query.escape(network) + what;
  }

  public JsonArray list(Map<String, List<String>> filters) {
    return calls.array(calls.request("GET", "/networks" + new Query().filters(filters)));
  }

  public JsonObject inspect(String network, boolean verbose) {
    Query query = new Query().with("verbose", verbose ? "true" : "");
    return calls.object(calls.request("GET", path(network, query.toString())));
  }

  /// @return its `Id` and `Warning`
  public JsonObject create(JsonObject body) {
    return calls.object(calls.request("POST", "/networks/create", body));
  }

  public void remove(String network) {
    calls.run(calls.request("DELETE", path(network, "")));
  }

  public void connect(String network, String container, JsonObject endpoint) {
    var body = new JsonObject().put("Container", container).put("EndpointConfig", endpoint);
    calls.run(calls.request("POST", path(network, "/connect"), body));
  }

  public void disconnect(String network, String container, boolean force) {
    var body = new JsonObject().put("Container", container).put("Force", force);
    calls.run(calls.request("POST", path(network, "/disconnect"), body));
  }

  public JsonObject prune(Map<String, List<String>> filters) {
    return calls.object(calls.request("POST", "/networks/prune" + new Query().filters(filters)));
  }
}
