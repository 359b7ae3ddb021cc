package havre.api.containers;

import static org.assertj.core.api.Assertions.assertThat;

import havre.api.ApiFixture;
import havre.common.HavreException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamTest {
  private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: tcp\r\n";
  private static final String ATTACH = "?stream=1&stdin=1&stdout=1&stderr=1&detachKeys=ctrl-a";
  private ApiFixture api;

  @BeforeEach
  void start() throws Exception {
    api = new ApiFixture();
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
  }

  private static String frame(int stream, String text) {
    return (char) stream + "\0\0\0\0\0\0" + (char) text.length() + text;
  }

  @Test
  void framesLogs() throws Exception {
    ApiFixture.Answer answer = api.get("/v1.42/containers/a/logs?stdout=1&tail=5&since=1.5");
    assertThat(answer.head())
        .contains("Content-Type: application/vnd.docker.multiplexed-stream\r\n");
    assertThat(answer.body()).isEqualTo(frame(1, "x".repeat(79) + "\n").repeat(3));
    assertThat(api.containers.logRequest.tail()).isEqualTo(5);
    assertThat(api.get("/v1.41/containers/a/logs?stdout=1&tail=all").head())
        .contains("Content-Type: application/vnd.docker.raw-stream\r\n");
    assertThat(api.containers.logRequest.tail()).isEqualTo(-1);
  }

  @Test
  void sendsATerminalsLogsRaw() throws Exception {
    api.containers.tty = true;
    ApiFixture.Answer answer = api.get("/v1.51/containers/a/logs?stderr=1");
    assertThat(answer.head()).contains("Content-Type: application/vnd.docker.raw-stream\r\n");
    assertThat(answer.body()).isEqualTo(("x".repeat(79) + "\n").repeat(3));
  }

  @Test
  void attachesWithHalfClose() throws Exception {
    try (var client = api.connect()) {
      client.send(
          "POST /v1.51/containers/a/attach%s HTTP/1.1\r\nHost: d\r\n%s\r\n"
              .formatted(ATTACH, UPGRADE));
      assertThat(client.readTo("\r\n\r\n"))
          .startsWith("HTTP/1.1 101 UPGRADED")
          .contains("application/vnd.docker.multiplexed-stream", "Api-Version: 1.51");
      String greeting = frame(1, "out") + frame(2, "err");
      assertThat(client.read(greeting.length())).isEqualTo(greeting);
      client.send("abc");
      assertThat(client.read(11)).isEqualTo(frame(1, "abc"));
      client.closeOutput();
      assertThat(client.readAll()).isEqualTo(frame(1, "end"));
    }
    assertThat(api.containers.attachRequest.detachKeys()).isEqualTo("ctrl-a");
    assertThat(api.containers.session.closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void attachesATerminalWithoutUpgrade() throws Exception {
    api.containers.tty = true;
    try (var client = api.connect()) {
      client.send("POST /v1.51/containers/a/attach?stream=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n");
      assertThat(client.readAll())
          .startsWith("HTTP/1.1 200 OK")
          .contains("application/vnd.docker.raw-stream")
          .endsWith("\r\n\r\nouterrend");
    }
  }

  @Test
  void closesTheSessionWhenTheClientIsGone() throws Exception {
    try (var client = api.connect()) {
      client.send(
          "POST /containers/a/attach%s HTTP/1.1\r\nHost: d\r\n%s\r\n".formatted(ATTACH, UPGRADE));
      client.readTo("err");
    }
    assertThat(api.containers.session.closed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void answersAnUnknownContainerBeforeTakingOver() throws Exception {
    try (var client = api.connect()) {
      client.send("POST /containers/nope/attach?stream=1 HTTP/1.1\r\nHost: d\r\n\r\n");
      assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 404 ");
      assertThat(client.readTo("nope")).isEqualTo("No such container: nope");
    }
  }

  @Test
  void attachesOverAWebSocket() throws Exception {
    try (var client = api.connect()) {
      client.send(
          "GET /containers/a/attach/ws?stream=1&stdout=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\n"
              + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      client.readTo("\r\n\r\n");
      assertThat(client.read(5)).isEqualTo("\u0082\u0003out");
    }
    assertThat(api.get("/containers/a/attach/ws").message()).isEqualTo("not websocket protocol");
  }

  @Test
  void streamsMeasurementsWithTheOneBefore() throws Exception {
    try (var client = api.connect()) {
      client.send("GET /containers/a/stats HTTP/1.1\r\nHost: d\r\n\r\n").readTo("\r\n\r\n");
      assertThat(client.readTo("\n\r\n"))
          .contains("\"cpu_stats\":{\"cpu_usage\":{\"total_usage\":1,")
          .contains("\"precpu_stats\":{\"cpu_usage\":{\"total_usage\":0,");
      assertThat(client.readTo("\n\r\n"))
          .contains("\"precpu_stats\":{\"cpu_usage\":{\"total_usage\":1,");
    }
    assertThat(api.get("/containers/a/stats?one-shot=1").message())
        .isEqualTo("cannot have stream=true and one-shot=true");
  }

  @Test
  void runsAnExec() throws Exception {
    String id =
        api.post(
                "/containers/a/exec",
                "{\"Cmd\":[\"ls\",\"-l\"],\"AttachStdout\":true,\"DetachKeys\":\"ctrl-a,x\"}")
            .json()
            .path("Id")
            .asText();
    try (var client = api.connect()) {
      client.send(
          "POST /v1.51/exec/%s/start HTTP/1.1\r\nHost: d\r\n%sContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
              .formatted(id, UPGRADE));
      assertThat(client.readAll())
          .startsWith("HTTP/1.1 101 UPGRADED")
          .endsWith(frame(1, "out") + frame(2, "err") + frame(1, "end"));
    }
    assertThat(api.post("/exec/" + id + "/start", "{\"Detach\":true}").status()).isEqualTo(200);
    var inspect = api.get("/exec/" + id + "/json").json();
    assertThat(inspect.at("/ProcessConfig").toString())
        .isEqualTo(
            "{\"tty\":false,\"entrypoint\":\"ls\",\"arguments\":[\"-l\"],\"privileged\":false}");
    assertThat(inspect.at("/DetachKeys").asText()).isEqualTo("AXg=");
    assertThat(api.post("/exec/gone/start", "{}").message())
        .isEqualTo("No such exec instance: gone");
  }

  @Test
  void tellsDownTheStreamWhyAnExecDidNotStart() throws Exception {
    String id = api.post("/containers/a/exec", "{\"Cmd\":[\"x\"]}").json().path("Id").asText();
    api.execs.failure = HavreException.invalid("no x");
    try (var client = api.connect()) {
      client.send("POST /exec/%s/start HTTP/1.1\r\nHost: d\r\n\r\n".formatted(id));
      assertThat(client.readAll()).endsWith(frame(1, "no x\r\n"));
    }
  }
}
