package havre.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import havre.testkit.spec.SpecValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// Checks what each served endpoint answers against the API's specification.
@Timeout(60)
class ContractTest {
  private static final SpecValidator SPECIFICATION = SpecValidator.load();

  /// What Docker itself answers though the specification does not say so.
  private static final List<String> KNOWN_DIFFERENCES =
      List.of("$.HostConfig.MemorySwappiness is null", "$.HostConfig.OomKillDisable is null");

  private record Request(String method, String specified, String path, String body, int status) {
    static Request get(String specified, String path) {
      return new Request("GET", specified, path, null, 200);
    }

    static Request post(String specified, String path, String body, int status) {
      return new Request("POST", specified, path, body, status);
    }
  }

  @TestFactory
  Stream<DynamicTest> answersAsSpecified() {
    return Stream.of(
            Request.get("/_ping", "/_ping"),
            Request.get("/version", "/version"),
            Request.get("/info", "/info"),
            Request.get("/system/df", "/system/df"),
            Request.get("/containers/json", "/containers/json?all=1&size=1"),
            Request.get("/containers/{id}/json", "/containers/web/json?size=1"),
            Request.get("/containers/{id}/top", "/containers/web/top"),
            Request.get("/containers/{id}/changes", "/containers/web/changes"),
            Request.post(
                "/containers/create", "/containers/create?name=a", "{\"Image\":\"busybox\"}", 201),
            Request.post("/containers/create", "/containers/create", "{", 400),
            Request.post("/containers/{id}/start", "/containers/web/start", null, 204),
            Request.post("/containers/{id}/start", "/containers/running/start", null, 304),
            Request.post("/containers/{id}/start", "/containers/nope/start", null, 404),
            Request.post("/containers/{id}/stop", "/containers/web/stop?t=1", null, 204),
            Request.post("/containers/{id}/restart", "/containers/web/restart", null, 204),
            Request.post("/containers/{id}/kill", "/containers/web/kill", null, 204),
            Request.post("/containers/{id}/pause", "/containers/web/pause", null, 204),
            Request.post("/containers/{id}/unpause", "/containers/web/unpause", null, 204),
            Request.post("/containers/{id}/rename", "/containers/web/rename?name=b", null, 204),
            Request.post("/containers/{id}/resize", "/containers/web/resize?h=1&w=2", null, 200),
            Request.post(
                "/containers/{id}/update", "/containers/web/update", "{\"Memory\":5}", 200),
            Request.post("/containers/prune", "/containers/prune", null, 200),
            Request.get("/containers/{id}/stats", "/containers/web/stats?stream=0&one-shot=1"),
            Request.get("/containers/{id}/logs", "/containers/web/logs?stdout=1"),
            Request.get("/containers/{id}/archive", "/containers/web/archive?path=/etc"),
            new Request("GET", "/containers/{id}/archive", "/containers/web/archive", null, 400),
            new Request(
                "GET",
                "/containers/{id}/archive",
                "/containers/web/archive?path=/missing",
                null,
                404),
            Request.get("/containers/{id}/export", "/containers/web/export"),
            Request.post("/commit", "/commit?container=web&repo=a", null, 201),
            Request.post("/commit", "/commit?container=nope", null, 404),
            Request.get("/networks", "/networks"),
            Request.get("/networks/{id}", "/networks/bridge"),
            Request.post("/networks/prune", "/networks/prune", null, 200),
            new Request("DELETE", "/networks/{id}", "/networks/bridge", null, 403),
            new Request("DELETE", "/containers/{id}", "/containers/web", null, 204),
            Request.post(
                "/containers/{id}/exec", "/containers/web/exec", "{\"Cmd\":[\"true\"]}", 201),
            Request.post("/exec/{id}/resize", "/exec/nope/resize?h=1&w=2", null, 404))
        .map(r -> DynamicTest.dynamicTest(r.method() + " " + r.path(), () -> check(r)));
  }

  private static void check(Request request) throws Exception {
    try (var api = new ApiFixture()) {
      ApiFixture.Answer answer =
          api.call(request.method(), "/v1.51" + request.path(), request.body());
      assertThat(answer.status()).as(answer.body()).isEqualTo(request.status());
      boolean json = answer.head().contains("Content-Type: application/json");
      JsonNode body = json ? answer.json() : Json.mapper().getNodeFactory().textNode(answer.body());
      var problems =
          new ArrayList<>(
              json
                  ? SPECIFICATION.check(
                      request.method(), request.specified(), answer.status(), body)
                  : List.of());
      problems.removeIf(p -> KNOWN_DIFFERENCES.stream().anyMatch(p::startsWith));
      assertThat(problems).isEmpty();
    }
  }

  @TestFactory
  Stream<DynamicTest> servesOrClearlyRefusesEveryEndpoint() {
    return SPECIFICATION.endpoints().stream()
        .map(endpoint ->
            DynamicTest.dynamicTest(
                endpoint,
                () -> {
                  String[] parts = endpoint.split(" ");
                  String path = parts[1].replaceAll("\\{[a-z]+}", "nope");
                  try (var api = new ApiFixture()) {
                    if (path.equals("/events")) {
                      path += "?until=1";
                    }
                    ApiFixture.Answer answer = api.call(parts[0], "/v1.51" + path, null);
                    assertThat(answer.body()).doesNotContain("page not found");
                    assertThat(answer.head()).contains("Api-Version: 1.51");
                  }
                }));
  }
}
