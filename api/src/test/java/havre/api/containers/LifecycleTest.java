package havre.api.containers;

import static org.assertj.core.api.Assertions.assertThat;

import havre.api.ApiFixture;
import havre.engine.container.Containers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LifecycleTest {
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
  void passesParametersOn() throws Exception {
    api.post("/v1.51/containers/a/stop?t=-1&signal=INT");
    api.post("/v1.41/containers/a/stop?signal=INT");
    api.post("/containers/a/kill?signal=HUP");
    api.post("/containers/a/resize?h=24&w=80");
    api.call("DELETE", "/containers/a?force=1&v=0", null);
    assertThat(api.containers.calls)
        .containsExactly(
            "stop a INT -1",
            "stop a  null",
            "kill a HUP",
            "resize a 24 80",
            "remove a RemoveOptions[force=true, volumes=false, link=false]");
  }

  @Test
  void answersMistakesAsDockerDoes() throws Exception {
    assertThat(api.post("/containers/a/rename").message())
        .isEqualTo("Neither old nor new names may be empty");
    assertThat(api.post("/containers/a/wait?condition=foo").message())
        .isEqualTo("invalid condition: \"foo\"");
    assertThat(api.post("/containers/a/resize?h=x&w=1").message())
        .isEqualTo("invalid resize height \"x\": invalid syntax");
    assertThat(api.post("/exec/a/resize?h=1&w=-1").message())
        .isEqualTo("invalid resize width \"-1\": value out of range");
    ApiFixture.Answer large = api.post("/containers/a/resize?h=1&w=4294967296");
    assertThat(large.status()).isEqualTo(400);
    assertThat(large.message())
        .isEqualTo("invalid resize width \"4294967296\": value out of range");
    assertThat(api.post("/containers/a/exec", "{}").message())
        .isEqualTo("No exec command specified");
    assertThat(api.get("/containers/a/logs").message())
        .isEqualTo("Bad parameters: you must choose at least one stream");
    assertThat(api.post("/containers/running/start").body()).isEmpty();
  }

  @Test
  void containersAreCalledByTheNamesOfLinksToo() throws Exception {
    api.post("/containers/app/db/kill?signal=HUP");
    assertThat(api.containers.calls).contains("kill app/db HUP");
  }

  @Test
  void sendsTheHeaderOfAWaitAtOnce() throws Exception {
    try (var client = api.connect()) {
      client.send("POST /v1.51/containers/a/wait?condition=next-exit HTTP/1.1\r\nHost: d\r\n\r\n");
      assertThat(client.readTo("\r\n\r\n")).startsWith("HTTP/1.1 200");
      api.containers.exit.complete(new Containers.WaitResult(3, ""));
      assertThat(client.readChunks()).isEqualTo("{\"StatusCode\":3}\n");
    }
    assertThat(api.containers.calls).containsExactly("wait a NEXT_EXIT");
  }

  @Test
  void endsAWaitWithItsClient() throws Exception {
    try (var client = api.connect()) {
      client.send("POST /containers/a/wait HTTP/1.1\r\nHost: d\r\n\r\n").readTo("\r\n\r\n");
    }
    assertThat(api.containers.exit)
        .failsWithin(java.time.Duration.ofSeconds(10))
        .withThrowableOfType(java.util.concurrent.CancellationException.class);
  }
}
