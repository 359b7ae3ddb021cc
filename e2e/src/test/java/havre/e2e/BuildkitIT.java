package havre.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.testkit.http.RawClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Builds over BuildKit's protocol, by a client that does what buildx does.
@Timeout(120)
class BuildkitIT {
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  private static BuildkitClient client(ClientFiles files) throws IOException {
    return new BuildkitClient(daemon.socket(), ClientFiles.METHODS, files);
  }

  private static ClientFiles dockerfile(String text) {
    return new ClientFiles().with("dockerfile", "Dockerfile", text);
  }

  private static ProtoWriter named(String image) {
    return new ProtoWriter().string(1, "moby").stringMap(2, Map.of("name", image));
  }

  private static ProtoMessage drive(
      BuildkitClient client, String build, ProtoWriter exporter, Map<String, String> options)
      throws Exception {
    return client.drive(build, new ProtoWriter().message(13, exporter), options);
  }

  @Test
  void buildsWhatItsClientSends() throws Exception {
    ClientFiles files =
        dockerfile(
                """
                FROM busybox AS first
                ARG WHO
                COPY . /
                RUN echo hello $WHO > /greeting && cat /f
                FROM scratch AS unused
                COPY nothing /
                FROM busybox
                COPY --from=first /greeting /
                CMD ["cat", "/greeting"]
                """)
            .with("context", "f", "the file\n")
            .with("context", "other", "not needed\n")
            .with("context", ".dockerignore", "other\n");
    try (BuildkitClient client = client(files)) {
      ProtoMessage solved =
          drive(client, "b1", named("bk/one,bk/two:x"), Map.of("build-arg:WHO", "you"));
      assertThat(solved.stringMap(1))
          .containsEntry("image.name", "docker.io/bk/one:latest,docker.io/bk/two:x")
          .containsKey("containerimage.config.digest");
      BuildkitClient.Progress progress = client.progress("b1");
      assertThat(progress.ended())
          .contains(
              "[internal] load build definition from Dockerfile",
              "[internal] load build context",
              "[first 2/3] COPY . /",
              "[first 3/3] RUN echo hello you > /greeting && cat /f",
              "exporting to image")
          .noneMatch(name -> name.contains("nothing"));
      assertThat(progress.output()).contains("the file\n");
      assertThat(files.sent()).contains("f").doesNotContain("other");
      assertThat(daemon.docker("run", "--rm", "bk/two:x").out()).isEqualTo("hello you\n");
      drive(client, "b2", named("bk/one"), Map.of("build-arg:WHO", "you"));
      assertThat(client.progress("b2").ended())
          .contains("[first 3/3] RUN echo hello you > /greeting && cat /f CACHED");
    }
  }

  @Test
  void takesNamedContextsBeforeStagesAndImages() throws Exception {
    ClientFiles files =
        dockerfile(
                """
                FROM base AS unused
                RUN false
                FROM base
                COPY --from=more f /
                COPY --from=unused /bin/busybox /same
                """)
            .with("more", "f", "from more")
            .with("more", "left", "x")
            .with("more", ".dockerignore", "left");
    try (BuildkitClient client = client(files)) {
      drive(
          client,
          "b1",
          named("bk/contexts"),
          Map.of(
              "context:base",
              "docker-image://busybox",
              "context:unused",
              "docker-image://busybox",
              "context:more",
              "local:more"));
      assertThat(files.sent()).contains("f").doesNotContain("left");
      assertThat(daemon.docker("run", "--rm", "bk/contexts", "cat", "/f").out())
          .isEqualTo("from more");
      assertThatThrownBy(
              () -> drive(client, "b2", named("bk/none"), Map.of("context:base", "oci-layout://x")))
          .hasMessageContaining("unsupported context source for base: oci-layout");
    }
  }

  @Test
  void buildsSingleStagesAnew() throws Exception {
    ClientFiles files =
        dockerfile(
            """
            FROM busybox AS one
            RUN echo 1 > /one
            FROM busybox AS two
            RUN echo 2 > /two
            FROM busybox
            COPY --from=one /one /
            COPY --from=two /two /
            """);
    try (BuildkitClient client = client(files)) {
      drive(client, "b1", named("bk/anew"), Map.of());
      drive(client, "b2", named("bk/anew"), Map.of("no-cache", "Two", "cache-from", "bk/x"));
      assertThat(client.progress("b2").ended())
          .contains("[one 2/2] RUN echo 1 > /one CACHED", "[two 2/2] RUN echo 2 > /two")
          .anyMatch(step -> step.startsWith("importing cache manifest from bk/x ERROR: "));
    }
  }

  @Test
  void givesSecretsToSingleSteps() throws Exception {
    ClientFiles files =
        dockerfile(
                """
                FROM busybox
                RUN --mount=type=secret,id=s cat /run/secrets/s && stat -c %a:%u /run/secrets/s
                RUN --mount=type=secret,id=s,target=/etc/x,mode=0440,uid=7 stat -c %a:%u /etc/x
                RUN --mount=type=secret,id=s,env=S echo "$S" | tr a-z A-Z
                RUN --mount=type=secret,id=none echo none
                RUN cat /run/secrets/s /etc/x || true
                """)
            .withSecret("s", "hidden\n");
    try (BuildkitClient client = client(files)) {
      drive(client, "b1", named("bk/secrets"), Map.of());
      assertThat(client.progress("b1").output())
          .startsWith("hidden\n400:0\n440:7\nHIDDEN\n\nnone\n")
          .doesNotContain("none\nhidden");
      assertThat(daemon.docker("history", "--no-trunc", "bk/secrets").out())
          .doesNotContainIgnoringCase("hidden");
    }
    try (BuildkitClient client =
        client(dockerfile("FROM busybox\nRUN --mount=type=secret,id=q,required true\n"))) {
      assertThatThrownBy(() -> drive(client, "b1", named("bk/none"), Map.of()))
          .hasRootCauseMessage("secret q: not found");
    }
  }

  @Test
  void showsStepsTheClientsAgent() throws Exception {
    ClientFiles files =
        dockerfile(
                """
                FROM busybox
                RUN --mount=type=ssh,mode=0660 stat -c %a:%F "$SSH_AUTH_SOCK"
                RUN --mount=type=ssh,id=none test ! -e "$SSH_AUTH_SOCK"
                """)
            .withAgent("default");
    try (BuildkitClient client = client(files)) {
      drive(client, "b1", named("bk/agent"), Map.of());
      assertThat(client.progress("b1").output()).isEqualTo("660:socket\n");
    }
    var required = dockerfile("FROM busybox\nRUN --mount=type=ssh,required true\n");
    try (BuildkitClient client = client(required)) {
      assertThatThrownBy(() -> drive(client, "b1", named("bk/none"), Map.of()))
          .hasRootCauseMessage("no SSH key \"default\" forwarded from the client");
    }
  }

  @Test
  void tellsOfCacheMountsAndRemovesThem() throws Exception {
    ClientFiles files =
        dockerfile("FROM busybox\nRUN --mount=type=cache,target=/c echo 12345 > /c/f\n");
    try (BuildkitClient client = client(files)) {
      drive(client, "b1", named("bk/cache"), Map.of());
      ProtoMessage kept = client.control("DiskUsage", new ProtoWriter()).messages(1).getFirst();
      assertThat(kept.number(4)).isEqualTo(6);
      assertThat(kept.string(10)).isEqualTo("exec.cachemount");
      assertThat(
              daemon
                  .docker("system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Size}}")
                  .out())
          .contains("Build Cache 1 6B");
      assertThat(client.prune()).extracting(one -> one.string(1)).contains(kept.string(1));
      assertThat(client.control("DiskUsage", new ProtoWriter()).messages(1)).isEmpty();
    }
  }

  @Test
  void mountsFilesOfStagesAndImages() throws Exception {
    ClientFiles files =
        dockerfile(
            """
            FROM busybox AS tools
            RUN mkdir -p /t/d && echo tool > /t/d/tool
            FROM busybox
            WORKDIR /w
            RUN --mount=from=tools,source=/t/d,target=rel cat /w/rel/tool
            RUN --mount=from=tools,source=t/d/tool,target=/file cat /file
            RUN --mount=from=busybox,target=/b test -x /b/bin/busybox
            """);
    try (BuildkitClient client = client(files)) {
      drive(client, "b1", named("bk/mounts"), Map.of());
      assertThat(client.progress("b1").output()).isEqualTo("tool\ntool\n");
      assertThat(daemon.docker("run", "--rm", "bk/mounts", "ls", "/", "/w").out())
          .doesNotContain("rel", "file");
    }
  }

  @Test
  void tellsWhichStepFailed() throws Exception {
    try (BuildkitClient client = client(dockerfile("FROM busybox\nRUN echo out; exit 3\n"))) {
      assertThatThrownBy(() -> drive(client, "b1", named("bk/failing"), Map.of()))
          .hasRootCauseMessage(
              "process \"/bin/sh -c echo out; exit 3\" did not complete successfully:"
                  + " exit code: 3");
      BuildkitClient.Progress progress = client.progress("b1");
      assertThat(progress.output()).isEqualTo("out\n");
      assertThat(progress.ended().getLast())
          .startsWith("[2/2] RUN echo out; exit 3 ERROR: process ");
    }
  }

  @Test
  void tellsWhichFileIsMissing() throws Exception {
    try (BuildkitClient client = client(dockerfile("FROM busybox\nCOPY none /\n"))) {
      assertThatThrownBy(() -> drive(client, "b1", named("bk/none"), Map.of()))
          .hasMessageContaining("failed to compute cache key: failed to calculate checksum of ref ")
          .hasMessageEndingWith(": \"/none\": not found");
    }
  }

  @Test
  void tellsWhatIsWrongWithADockerfile() throws Exception {
    try (BuildkitClient client = client(dockerfile("FROM busybox\nRUM true\n"))) {
      var request = client.solveRequest("b1").string(6, "dockerfile.v0");
      assertThatThrownBy(() -> client.control("Solve", request))
          .hasMessage(
              "dockerfile parse error on line 2: unknown instruction: RUM (did you mean RUN?)");
      var other =
          client
              .solveRequest("b2")
              .string(6, "dockerfile.v0")
              .stringMap(7, Map.of("filename", "sub/Other"));
      assertThatThrownBy(() -> client.control("Solve", other))
          .hasMessage("failed to read dockerfile: open sub/Other: no such file or directory");
    }
    try (BuildkitClient client = client(dockerfile("FROM busybox\n"))) {
      var request =
          client
              .solveRequest("b3")
              .string(6, "dockerfile.v0")
              .stringMap(7, Map.of("target", "none"));
      assertThatThrownBy(() -> client.control("Solve", request))
          .hasMessage("target stage \"none\" could not be found");
    }
  }

  @Test
  void sendsTheResultAsAnArchive() throws Exception {
    ClientFiles files = dockerfile("FROM scratch\nCOPY f /d/f\n").with("context", "f", "content");
    try (BuildkitClient client = client(files)) {
      drive(client, "b1", new ProtoWriter().string(1, "tar"), Map.of());
    }
    try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(files.received()))) {
      assertThat(tar.getNextEntry().getName()).isEqualTo("d/");
      assertThat(tar.getNextEntry().getName()).isEqualTo("d/f");
      assertThat(tar.readAllBytes()).asString().isEqualTo("content");
      assertThat(tar.getNextEntry()).isNull();
    }
  }

  @Test
  void showsTheFilesOfAResult() throws Exception {
    ClientFiles files = dockerfile("FROM scratch\nCOPY f /d/f\n").with("context", "f", "content");
    try (BuildkitClient client = client(files)) {
      CompletableFuture<ProtoMessage> solved = client.solve(client.solveRequest("b1"));
      String reference =
          client
              .gateway("b1", "Solve", new ProtoWriter().string(2, "dockerfile.v0"))
              .message(3)
              .message(3)
              .string(1);
      var file = new ProtoWriter().string(1, reference).string(2, "/d/f");
      assertThat(client.gateway("b1", "ReadFile", file).bytes(1)).asString().isEqualTo("content");
      assertThat(client.gateway("b1", "StatFile", file).message(1).number(5)).isEqualTo(7);
      var folder = new ProtoWriter().string(1, reference).string(2, "d");
      assertThat(client.gateway("b1", "ReadDir", folder).messages(1))
          .extracting(entry -> entry.string(1))
          .containsExactly("f");
      client.gateway("b1", "Return", new ProtoWriter().message(1, new ProtoWriter()));
      solved.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void answersClientsThatKnowOnlyTheRestDoor() throws Exception {
    ClientFiles files =
        dockerfile("FROM busybox\nARG A\nCOPY f /f\nRUN echo $A; ulimit -n\n")
            .with("context", "f", "x");
    try (BuildkitClient client = client(files);
        var rest = new RawClient(daemon.socket())) {
      String query =
          "version=2&remote=client-session&t=bk%2Frest&buildargs=%7B%22A%22%3A%22b%22%7D"
              + "&ulimits=%5B%7B%22Name%22%3A%22nofile%22%2C%22Soft%22%3A77%2C%22Hard%22%3A88%7D%5D"
              + "&cachefrom=%5B%22127.0.0.1%3A1%2Fno%22%5D&session="
              + client.session()
              + "&buildid="
              + client.id("r1");
      rest.send("POST /build?" + query + " HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n");
      assertThat(rest.readAll())
          .contains("{\"id\":\"moby.buildkit.trace\",\"aux\":\"")
          .contains("{\"id\":\"moby.image.id\",\"aux\":{\"ID\":\"sha256:");
      assertThat(client.progress("r1").output()).isEqualTo("b\n77\n");
      assertThat(client.progress("r1").ended())
          .anyMatch(step -> step.startsWith("importing cache manifest from 127.0.0.1:1/no ERROR"));
      assertThat(daemon.docker("run", "--rm", "bk/rest", "cat", "/f").out()).isEqualTo("x");
    }
  }

  @Test
  void takesContextsThatComeWithTheRequest() throws Exception {
    var archive = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(archive)) {
      byte[] dockerfile = "FROM busybox\nCOPY Dockerfile /d\n".getBytes(UTF_8);
      var entry = new TarArchiveEntry("Dockerfile");
      entry.setSize(dockerfile.length);
      tar.putArchiveEntry(entry);
      tar.write(dockerfile);
      tar.closeArchiveEntry();
    }
    String since = Long.toString(Instant.now().getEpochSecond());
    try (var rest = new RawClient(daemon.socket())) {
      rest.send(
          "POST /build?version=2&t=bk%2Fbody HTTP/1.1\r\nHost: d\r\nConnection: close\r\n"
              + "Content-Type: application/x-tar\r\nContent-Length: "
              + archive.size()
              + "\r\n\r\n"
              + archive.toString(ISO_8859_1));
      assertThat(rest.readAll()).contains("{\"id\":\"moby.image.id\",\"aux\":{\"ID\":\"sha256:");
    }
    assertThat(daemon.docker("run", "--rm", "bk/body", "head", "-n1", "/d").out())
        .isEqualTo("FROM busybox\n");
    String until = Long.toString(Instant.now().getEpochSecond() + 1);
    assertThat(
            daemon
                .docker(
                    "events",
                    "--since",
                    since,
                    "--until",
                    until,
                    "--filter",
                    "event=create",
                    "--filter",
                    "type=image",
                    "--format",
                    "{{.ID}}")
                .lines())
        .contains(daemon.docker("inspect", "-f", "{{.Id}}", "bk/body").out().strip());
  }

  @Test
  void remembersBuilds() throws Exception {
    try (BuildkitClient client = client(dockerfile("FROM busybox\nRUN true\n"))) {
      drive(client, "h1", named("bk/history"), Map.of());
      ProtoMessage event = client.history("h1").getFirst();
      assertThat(event.number(1)).isEqualTo(1);
      ProtoMessage record = event.message(2);
      assertThat(record.string(1)).isEqualTo(client.id("h1"));
      assertThat(record.stringMap(9)).containsEntry("image.name", "docker.io/bk/history:latest");
      assertThat(record.number(16)).isGreaterThanOrEqualTo(4);
      client.control(
          "UpdateBuildHistory", new ProtoWriter().string(1, client.id("h1")).bool(3, true));
      assertThat(client.history("h1")).isEmpty();
    }
  }

  @Test
  void leavesNothingWhenItsClientGoes() throws Exception {
    BuildkitClient client = client(dockerfile("FROM busybox\nRUN echo begun; sleep 1000\n"));
    try (client) {
      client.solve(client.solveRequest("b1").string(6, "dockerfile.v0"));
      client.awaitOutput("b1", "begun\n");
      String id = daemon.docker("ps", "-q", "--no-trunc").out().strip();
      try (var waiting = new RawClient(daemon.socket())) {
        waiting.send(
            "POST /containers/" + id + "/wait?condition=removed HTTP/1.1\r\nHost: d\r\n\r\n");
        client.close();
        assertThat(waiting.readTo("}")).contains("\"StatusCode\":137");
      }
    }
    assertThat(daemon.docker("ps", "-aq").lines()).isEmpty();
  }
}
