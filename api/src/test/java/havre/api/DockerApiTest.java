package havre.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Versions, headers, error answers: texts are Docker's own.
@Timeout(60)
class DockerApiTest {
  private ApiFixture api;

  @BeforeEach
  void start() throws Exception {
    api = new ApiFixture();
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
  }

  @Test
  void pings() throws Exception {
    ApiFixture.Answer get = api.get("/_ping");
    assertThat(get.body()).isEqualTo("OK");
    assertThat(get.head())
        .contains(
            "Api-Version: 1.51\r\n",
            "Docker-Experimental: false\r\n",
            "Ostype: linux\r\n",
            "Server: Docker/26.1.5 (linux)\r\n",
            "Cache-Control: no-cache, no-store, must-revalidate\r\n",
            "Content-Type: text/plain; charset=utf-8\r\n");
    assertThat(api.call("HEAD", "/v1.24/_ping", null).head())
        .startsWith("HTTP/1.1 200")
        .contains("Content-Length: 0\r\n");
  }

  @Test
  void refusesVersionsItDoesNotSpeak() throws Exception {
    assertThat(api.get("/v1.10/version").message())
        .isEqualTo(
            "client version 1.10 is too old. Minimum supported API version is 1.24, please upgrade"
                + " your client to a newer version");
    ApiFixture.Answer tooNew = api.get("/v1.99/version");
    assertThat(tooNew.status()).isEqualTo(400);
    assertThat(tooNew.message())
        .isEqualTo("client version 1.99 is too new. Maximum supported API version is 1.51");
    assertThat(api.get("/v1/version").message()).contains("client version 1 is too old");
    assertThat(api.get("/v1.24/version").status()).isEqualTo(200);
  }

  @Test
  void answersUnknownPathsAndMethodsAlike() throws Exception {
    for (String path : new String[] {"/nope", "/v1.51/nope", "/", "/v1.51", "/info/"}) {
      ApiFixture.Answer answer = api.get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.body()).isEqualTo("{\"message\":\"page not found\"}\n");
    }
    assertThat(api.call("PUT", "/v1.51/version", null).status()).isEqualTo(404);
    assertThat(api.get("/v1.51/containers//json").head())
        .startsWith("HTTP/1.1 301")
        .contains("Location: /v1.51/containers/json");
  }

  @Test
  void tellsOfFilesThatCannotBeWritten() throws Exception {
    ApiFixture.Answer answer = api.call("DELETE", "/v1.51/networks/full", null);
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.message()).isEqualTo("/data/hosts: No space left on device");
  }

  @Test
  void answersWhatBrowsersAskFirst() throws Exception {
    assertThat(api.call("OPTIONS", "/v1.51/info", null).status()).isEqualTo(200);
  }

  @Test
  void saysWhatIsNotServed() throws Exception {
    ApiFixture.Answer answer = api.post("/v1.51/swarm/init", "{}");
    assertThat(answer.status()).isEqualTo(501);
    assertThat(answer.message()).isEqualTo("POST /swarm/init is not implemented by this engine");
  }

  @Test
  void checksJsonBodies() throws Exception {
    assertThat(api.post("/containers/create").message())
        .isEqualTo("invalid JSON: got EOF while reading request body");
    assertThat(api.post("/containers/create", "{\"Image\":\"a\"} more").message())
        .isEqualTo("unexpected content after JSON");
    assertThat(api.post("/containers/create", "{bad").message())
        .isEqualTo(
            "invalid JSON: invalid character 'b' looking for beginning of object key string");
    try (var client = api.connect()) {
      client.send(
          "POST /containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: text/plain\r\n"
              + "Content-Length: 2\r\n\r\n{}");
      assertThat(client.readBody())
          .contains("unsupported Content-Type header (text/plain): must be 'application/json'");
    }
  }

  @Test
  void checksFilters() throws Exception {
    assertThat(api.get("/containers/json?filters=x").message()).isEqualTo("invalid filter");
    api.get("/containers/json?filters=%7B%22label%22:%7B%22a%22:true%7D,%22id%22:%5B%22b%22%5D%7D");
    assertThat(api.containers.calls.getFirst()).contains("label=[a]", "id=[b]");
  }

  @Test
  void streamsEventsAndStopsWithTheClient() throws Exception {
    api.events.publish("container", "start", "abc", java.util.Map.of("image", "busybox"));
    try (var client = api.connect()) {
      client.send("GET /v1.51/events?since=7.5 HTTP/1.1\r\nHost: d\r\n\r\n");
      client.readTo("\r\n\r\n");
      assertThat(client.readTo("\n\r\n"))
          .contains(
              "{\"status\":\"start\",\"id\":\"abc\",\"from\":\"busybox\",\"Type\":\"container\","
                  + "\"Action\":\"start\",\"Actor\":{\"ID\":\"abc\",\"Attributes\":{\"image\":\"busybox\"}},"
                  + "\"scope\":\"local\",\"time\":100,\"timeNano\":100000000005}\n");
      assertThat(api.events.since).isEqualTo(java.time.Instant.ofEpochSecond(7, 500_000_000));
    }
    assertThat(api.events.closed.await(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(api.get("/events?since=20&until=10").message())
        .isEqualTo("`since` time (20) cannot be after `until` time (10)");
  }
}
