package havre.client;

import havre.client.http.Hijacked;
import havre.client.json.JsonObject;

/// Further processes in running containers.
public final class Execs {
  private final Calls calls;

  Execs(Calls calls) {
    this.calls = calls;
  }

  /// @return the exec's id
  public String create(String container, JsonObject body) {
    String path = "/containers/" + Query.escape(container) + "/exec";
    return calls.object(calls.request("POST", path, body)).string("Id");
  }

  /// Starts an exec that nobody is attached to.
  public void startDetached(String id, JsonObject body) {
    calls.run(calls.request("POST", "/exec/" + id + "/start", body));
  }

  public Hijacked start(String id, JsonObject body) {
    return calls.hijack(calls.request("POST", "/exec/" + id + "/start", body));
  }

  public JsonObject inspect(String id) {
    return calls.object(calls.request("GET", "/exec/" + id + "/json"));
  }

  public void resize(String id, int rows, int columns) {
    calls.run(calls.request("POST", "/exec/" + id + "/resize?h=" + rows + "&w=" + columns));
  }
}
