package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import havre.testkit.http.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the libraries of other languages rely on and Docker's own client does not show.
class OtherClientsIT {
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @Test
  void framesOfAnExecAreWhatItsStartAsksFor() throws IOException {
    daemon.docker("run", "-d", "--name", "frames", "busybox", "sleep", "1000").mustSucceed();
    assertThat(startExec("frames", true, false))
        .contains("application/vnd.docker.multiplexed-stream")
        .endsWith("\1\0\0\0\0\0\0\2hi");
    assertThat(startExec("frames", false, true))
        .contains("application/vnd.docker.raw-stream")
        .endsWith("\r\n\r\nhi");
    daemon.docker("rm", "-f", "frames").mustSucceed();
  }

  /// @return the whole answer to the start
  private static String startExec(String container, boolean madeWithTty, boolean startedWithTty)
      throws IOException {
    String made =
        post(
            "/containers/" + container + "/exec",
            "{\"AttachStdout\":true,\"Tty\":%s,\"Cmd\":[\"printf\",\"hi\"]}"
                .formatted(madeWithTty));
    String id = made.replaceAll("(?s).*\"Id\":\"([0-9a-f]+)\".*", "$1");
    return call(
        "POST",
        "/exec/" + id + "/start",
        "Connection: Upgrade\r\nUpgrade: tcp\r\n",
        "{\"Tty\":%s}".formatted(startedWithTty));
  }

  @Test
  void eachLineOfALogIsAFrame() throws IOException {
    daemon
        .docker("run", "--name", "lines", "busybox", "sh", "-c", "echo one; echo two")
        .mustSucceed();
    assertThat(get("/containers/lines/logs?stdout=1"))
        .contains("\1\0\0\0\0\0\0\4one\n\1\0\0\0\0\0\0\4two\n");
    daemon.docker("rm", "lines").mustSucceed();
  }

  @Test
  void anExecRunsAsItsContainersUser() throws IOException {
    daemon
        .docker("run", "-d", "--name", "one", "-u", "1:2", "busybox", "sleep", "1000")
        .mustSucceed();
    String answer = post("/containers/one/exec", "{\"Cmd\":[\"id\"]}");
    String id = answer.replaceAll("(?s).*\"Id\":\"([0-9a-f]+)\".*", "$1");
    assertThat(get("/exec/" + id + "/json")).contains("\"user\":\"1:2\"");
    daemon.docker("rm", "-f", "one").mustSucceed();
  }

  @Test
  void whoWaitsLearnsWhyNothingWasStarted() throws IOException {
    daemon.docker("create", "--name", "nobody", "-u", "nouser", "busybox", "true").mustSucceed();
    assertThat(post("/containers/nobody/start", "")).contains(" 500 ").contains("nouser");
    assertThat(post("/containers/nobody/wait", ""))
        .contains("\"Error\":{\"Message\":\"unable to find user nouser: no matching entries");
    daemon.docker("rm", "nobody").mustSucceed();
  }

  @Test
  void oneImageIsSavedByItsName() throws IOException {
    assertThat(get("/images/busybox/get")).contains(" 200 ", "manifest.json");
    assertThat(get("/images/nosuch/get")).contains(" 404 ", "No such image: nosuch");
  }

  @Test
  void volumesOfSwarmsAreNotChanged() throws IOException {
    assertThat(call("PUT", "/volumes/some?version=1", "Connection: close\r\n", "{}"))
        .contains(
            " 503 ", "volume update only valid for cluster volumes, but swarm is unavailable");
    assertThat(post("/volumes/prune", "")).contains(" 200 ", "\"SpaceReclaimed\":");
  }

  @Test
  void aLinkIsANameUntilItIsTaken() {
    daemon.docker("run", "-d", "--name", "db", "busybox", "sleep", "1000").mustSucceed();
    daemon
        .docker("run", "-d", "--name", "web", "--link", "db:store", "busybox", "sleep", "1000")
        .mustSucceed();
    assertThat(output("inspect", "--format", "{{.Name}}", "web/store")).isEqualTo("/db\n");
    assertThat(output("ps", "--no-trunc", "--filter", "name=db", "--format", "{{.Names}}"))
        .isEqualTo("db,web/store\n");
    assertThat(output("exec", "web", "cat", "/etc/hosts")).contains("store");

    daemon.docker("rm", "--link", "web/store").mustSucceed();
    assertThat(output("inspect", "--format", "{{.HostConfig.Links}}", "web")).isEqualTo("[]\n");
    assertThat(output("exec", "web", "cat", "/etc/hosts")).doesNotContain("store");
    assertThat(daemon.docker("inspect", "web/store").exitCode()).isNotZero();
    assertThat(output("ps", "--format", "{{.Names}}")).contains("db\n").contains("web\n");
    daemon.docker("rm", "-f", "web", "db").mustSucceed();
  }

  @Test
  void thePruningOfEverythingHasFiltersThatSayNothingOfTheBuildCache() {
    daemon.docker("system", "prune", "-f", "--filter", "label=none").mustSucceed();
    daemon.docker("builder", "prune", "-f", "--filter", "until=24h").mustSucceed();
  }

  @Test
  void aRestartKeepsAContainerThatIsRemovedAtItsEnd() {
    daemon.docker("run", "-d", "--rm", "--name", "again", "busybox", "sleep", "1000").mustSucceed();
    for (int i = 0; i < 3; i++) {
      daemon.docker("restart", "-t", "0", "again").mustSucceed();
    }
    assertThat(output("ps", "--format", "{{.Names}}")).contains("again\n");
    daemon.docker("rm", "-f", "again").mustSucceed();
  }

  @Test
  void lettersOfPsComeInAnyOrder() {
    daemon.docker("run", "-d", "--name", "letters", "busybox", "sleep", "1000").mustSucceed();
    assertThat(output("top", "letters", "waux").lines().toList())
        .first()
        .asString()
        .matches("USER +PID +%CPU +%MEM +VSZ +RSS +TTY +STAT +START +TIME +COMMAND");
    assertThat(output("top", "letters", "-eo", "pid,stat,cmd")).contains("Ss").contains("sleep");
    daemon.docker("rm", "-f", "letters").mustSucceed();
  }

  @Test
  void aHardwareAddressOfTheWholeContainerIsTakenAndShown() throws IOException {
    assertThat(
            post(
                "/v1.44/containers/create?name=mac",
                "{\"Image\":\"busybox\",\"Cmd\":[\"sleep\",\"9\"],\"MacAddress\":\"02:42:ac:11:00:0a\"}"))
        .contains("The container-wide MacAddress field is now deprecated.");
    assertThat(get("/v1.44/containers/mac/json")).contains("\"MacAddress\":\"02:42:ac:11:00:0a\"");
    daemon.docker("rm", "mac").mustSucceed();
    assertThat(
            post(
                "/v1.44/containers/create",
                "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"MacAddress\":\"zz\"}"))
        .contains(" 400 ")
        .contains("invalid config for network bridge: invalid MAC address zz");
  }

  @Test
  void aPushOfNothingFailsInItsStream() throws IOException {
    assertThat(
            call(
                "POST",
                "/images/nothing/push?tag=latest",
                "Connection: close\r\nX-Registry-Auth: e30=\r\n",
                ""))
        .contains(" 200 OK")
        .contains("The push refers to repository [docker.io/library/nothing]")
        .contains("An image does not exist locally with the tag: nothing");
  }

  private static String output(String... arguments) {
    return new String(daemon.docker(arguments).mustSucceed().stdout(), StandardCharsets.UTF_8);
  }

  private static String get(String path) throws IOException {
    return call("GET", path, "Connection: close\r\n", "");
  }

  private static String post(String path, String json) throws IOException {
    return call("POST", path, "Connection: close\r\n", json);
  }

  private static String call(String method, String path, String headers, String json)
      throws IOException {
    try (var client = new RawClient(daemon.socket())) {
      String type = json.isEmpty() ? "" : "Content-Type: application/json\r\n";
      return client
          .send(
              "%s %s HTTP/1.1\r\nHost: d\r\n%s%sContent-Length: %d\r\n\r\n%s"
                  .formatted(method, path, headers, type, json.length(), json))
          .readAll();
    }
  }
}
