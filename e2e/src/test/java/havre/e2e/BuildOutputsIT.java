package havre.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.oci.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where the results of builds go, and where they are kept for later builds.
@Timeout(60)
class BuildOutputsIT {
  private static final Map<String, String> EPOCH = Map.of("build-arg:SOURCE_DATE_EPOCH", "1000");

  private static DaemonUnderTest daemon;
  private static RegistryUnderTest registry;

  @BeforeAll
  static void start() {
    registry = RegistryUnderTest.open();
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stop() {
    daemon.close();
    registry.close();
  }

  private static BuildkitClient client(ClientFiles files) throws IOException {
    return new BuildkitClient(daemon.socket(), ClientFiles.METHODS, files);
  }

  private static ClientFiles files() {
    return dockerfile("FROM scratch\nCOPY f /d/f\nCMD [\"/d/f\"]\n")
        .with("context", "f", "content");
  }

  private static ClientFiles dockerfile(String text) {
    return new ClientFiles().with("dockerfile", "Dockerfile", text);
  }

  private static ProtoWriter export(String type, Map<String, String> attributes) {
    return new ProtoWriter().string(1, type).stringMap(2, attributes);
  }

  private static ProtoMessage drive(
      BuildkitClient client, String build, ProtoWriter export, Map<String, String> options)
      throws Exception {
    return client.drive(build, new ProtoWriter().message(13, export), options);
  }

  /// The entries of an archive.
  private static Map<String, byte[]> entries(byte[] archive) throws IOException {
    var entries = new TreeMap<String, byte[]>();
    try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(archive))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), tar.readAllBytes());
      }
    }
    return entries;
  }

  private static JsonNode json(Map<String, byte[]> entries, String name) {
    return Json.tree(entries.getOrDefault(name, new byte[0]), name);
  }

  private static String blob(JsonNode descriptor) {
    return "blobs/" + descriptor.path("digest").asText().replace(':', '/');
  }

  private static JsonNode inRegistry(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + registry.host() + "/v2/" + path))
                  .header(
                      "Accept",
                      "application/vnd.oci.image.index.v1+json,"
                          + "application/vnd.oci.image.manifest.v1+json,"
                          + "application/vnd.docker.distribution.manifest.v2+json")
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      return Json.tree(answer.body(), path);
    }
  }

  @Test
  void writesAnOciLayout() throws Exception {
    ClientFiles files = files();
    try (BuildkitClient client = client(files)) {
      ProtoMessage solved =
          drive(
              client,
              "b1",
              export(
                  "oci",
                  Map.of("name", "out/oci:1", "annotation.a", "b", "annotation-manifest.c", "d")),
              EPOCH);
      Map<String, byte[]> entries = entries(files.received());
      assertThat(entries)
          .containsKeys("oci-layout", "index.json")
          .doesNotContainKey("manifest.json");
      JsonNode top = json(entries, "index.json").path("manifests").path(0);
      assertThat(top.path("annotations").path("io.containerd.image.name").asText())
          .isEqualTo("docker.io/out/oci:1");
      JsonNode manifest = json(entries, blob(top));
      assertThat(manifest.path("annotations").path("a").asText()).isEqualTo("b");
      assertThat(manifest.path("annotations").path("c").asText()).isEqualTo("d");
      assertThat(manifest.path("layers").path(0).path("mediaType").asText()).endsWith("tar+gzip");
      assertThat(entries).containsKey(blob(manifest.path("layers").path(0)));
      assertThat(solved.stringMap(1))
          .containsEntry("containerimage.digest", top.path("digest").asText())
          .containsEntry(
              "containerimage.config.digest", manifest.path("config").path("digest").asText());
      byte[] descriptor =
          Base64.getDecoder()
              .decode(solved.stringMap(1).getOrDefault("containerimage.descriptor", ""));
      assertThat(Json.tree(descriptor, "descriptor").path("digest")).isEqualTo(top.path("digest"));
    }
  }

  private static void archive(DaemonUnderTest on, ClientFiles files) throws Exception {
    try (var client = new BuildkitClient(on.socket(), ClientFiles.METHODS, files)) {
      drive(
          client,
          "b1",
          export("oci", Map.of("compression", "zstd", "rewrite-timestamp", "true")),
          EPOCH);
    }
  }

  @Test
  void writesTheSameArchiveElsewhere() throws Exception {
    ClientFiles first = files();
    ClientFiles second = files();
    archive(daemon, first);
    try (var other = DaemonUnderTest.empty()) {
      archive(other, second);
    }
    assertThat(first.received()).isNotEmpty().isEqualTo(second.received());
    Map<String, byte[]> entries = entries(first.received());
    JsonNode manifest = json(entries, blob(json(entries, "index.json").path("manifests").path(0)));
    JsonNode layer = manifest.path("layers").path(0);
    assertThat(layer.path("mediaType").asText()).endsWith("tar+zstd");
    assertThat(entries.get(blob(layer))).startsWith(0x28, 0xb5, 0x2f, 0xfd);
  }

  @Test
  void writesWhatDockerLoads(@TempDir Path folder) throws Exception {
    ClientFiles files = files();
    try (BuildkitClient client = client(files)) {
      drive(
          client,
          "b1",
          export("docker", Map.of("name", "out/docker", "compression", "uncompressed")),
          Map.of());
    }
    assertThat(daemon.docker("images", "-q", "out/docker").out()).isEmpty();
    JsonNode image = json(entries(files.received()), "manifest.json").path(0);
    assertThat(image.path("RepoTags").path(0).asText()).isEqualTo("out/docker:latest");
    Path archive = folder.resolve("image.tar");
    Files.write(archive, files.received());
    assertThat(daemon.docker("load", "-i", archive.toString()).out())
        .contains("Loaded image: out/docker:latest");
  }

  @Test
  void sendsSeveralOutputs() throws Exception {
    ClientFiles files = files();
    try (BuildkitClient client = client(files)) {
      client.drive(
          "b1",
          new ProtoWriter()
              .message(13, export("moby", Map.of("name", "out/several")))
              .message(13, export("tar", Map.of()))
              .message(13, export("oci", Map.of())),
          Map.of());
    }
    assertThat(daemon.docker("images", "-q", "out/several").lines()).hasSize(1);
    assertThat(entries(files.received("1"))).containsKey("d/f");
    assertThat(entries(files.received("2"))).containsKey("oci-layout");
  }

  @Test
  void pushes() throws Exception {
    String name = registry.host() + "/out/pushed";
    try (BuildkitClient client = client(files())) {
      Map<String, String> told =
          drive(
                  client,
                  "b1",
                  export(
                      "image",
                      Map.of(
                          "name", name + ":a," + name + ":b", "push", "true", "annotation.x", "y")),
                  Map.of())
              .stringMap(1);
      JsonNode manifest = inRegistry("out/pushed/manifests/b");
      assertThat(manifest.path("annotations").path("x").asText()).isEqualTo("y");
      assertThat(told.getOrDefault("containerimage.config.digest", ""))
          .isEqualTo(manifest.path("config").path("digest").asText());
      assertThat(inRegistry("out/pushed/manifests/" + told.get("containerimage.digest")))
          .isEqualTo(manifest);
    }
  }

  @Test
  void pushesAnIndexOfSeveralPlatforms() throws Exception {
    String name = registry.host() + "/out/index:1";
    var files =
        dockerfile("FROM scratch\nARG TARGETARCH\nENV A=$TARGETARCH\nCOPY f /f\n")
            .with("context", "f", "x");
    try (BuildkitClient client = client(files)) {
      var platforms = Map.of("platform", "linux/amd64,linux/arm64");
      ProtoMessage solved =
          drive(
              client,
              "b1",
              export("image", Map.of("name", name, "push", "true", "annotation-index.i", "j")),
              platforms);
      assertThat(solved.stringMap(1)).doesNotContainKey("containerimage.config.digest");
      JsonNode index = inRegistry("out/index/manifests/1");
      assertThat(index.path("annotations").path("i").asText()).isEqualTo("j");
      assertThat(index.path("manifests").findValuesAsText("architecture"))
          .containsExactly("amd64", "arm64");
      JsonNode arm =
          inRegistry(
              "out/index/manifests/" + index.path("manifests").path(1).path("digest").asText());
      JsonNode config = inRegistry("out/index/blobs/" + arm.path("config").path("digest").asText());
      assertThat(config.path("config").path("Env").toString()).contains("A=arm64");
      drive(client, "b2", export("moby", Map.of("name", "out/both")), platforms);
      for (String architecture : List.of("amd64", "arm64")) {
        String env = "{{.Architecture}} {{.Config.Env}}";
        assertThat(
                daemon
                    .docker(
                        "image",
                        "inspect",
                        "--platform",
                        "linux/" + architecture,
                        "-f",
                        env,
                        "out/both")
                    .out())
            .startsWith(architecture)
            .contains("A=" + architecture);
      }
      ProtoWriter request =
          client
              .solveRequest("b3")
              .string(6, "dockerfile.v0")
              .stringMap(7, platforms)
              .message(13, export("docker", Map.of()));
      assertThatThrownBy(() -> client.control("Solve", request))
          .hasMessageContaining(
              "docker exporter does not currently support exporting manifest lists");
    }
  }

  @Test
  void refusesWhatItWouldNotDo() throws Exception {
    var refusals =
        Map.of(
            "compression and annotations belong to images outside the engine",
                export("moby", Map.of("name", "x", "annotation.a", "b")),
            "tag is needed when pushing to registry", export("image", Map.of("push", "true")),
            "unsupported compression type estargz", export("oci", Map.of("compression", "estargz")),
            "index annotations not supported for single platform export",
                export("oci", Map.of("annotation-index.a", "b")),
            "tar=false is not supported", export("oci", Map.of("tar", "false")));
    int number = 0;
    for (var refusal : refusals.entrySet()) {
      try (BuildkitClient client = client(files())) {
        String build = "r" + number++;
        ProtoWriter request =
            client.solveRequest(build).string(6, "dockerfile.v0").message(13, refusal.getValue());
        assertThatThrownBy(() -> client.control("Solve", request))
            .hasMessageContaining(refusal.getKey());
      }
    }
  }

  private static ProtoWriter keptAt(String reference, String mode) {
    return new ProtoWriter()
        .message(
            4,
            new ProtoWriter()
                .string(1, "registry")
                .stringMap(2, Map.of("ref", reference, "mode", mode)));
  }

  @Test
  void keepsStepsInARegistry() throws Exception {
    String reference = registry.host() + "/cache/kept:1";
    ClientFiles files =
        dockerfile(
                """
                FROM busybox AS first
                COPY f /
                RUN cat /proc/sys/kernel/random/uuid > /made
                ENV A=b
                FROM busybox
                COPY --from=first /made /
                """)
            .with("context", "f", "x");
    String made;
    try (BuildkitClient client = client(files)) {
      client.drive(
          "b1",
          new ProtoWriter()
              .message(13, export("moby", Map.of("name", "out/cached")))
              .message(8, keptAt(reference, "max")),
          Map.of());
      made = daemon.docker("run", "--rm", "out/cached", "cat", "/made").out();
    }
    JsonNode index = inRegistry("cache/kept/manifests/1");
    assertThat(index.path("manifests").findValuesAsText("mediaType"))
        .contains("application/vnd.buildkit.cacheconfig.v0");
    daemon.docker("rmi", "out/cached");
    daemon.docker("image", "prune", "-f");
    daemon.docker("builder", "prune", "-af");
    String imports = "[{\"Type\":\"registry\",\"Attrs\":{\"ref\":\"%s\"}}]".formatted(reference);
    try (BuildkitClient client = client(files)) {
      drive(
          client,
          "b2",
          export("moby", Map.of("name", "out/cached")),
          Map.of("cache-imports", imports));
      assertThat(client.progress("b2").ended())
          .contains(
              "importing cache manifest from " + reference,
              "[first 3/3] RUN cat /proc/sys/kernel/random/uuid > /made CACHED");
      assertThat(daemon.docker("run", "--rm", "out/cached", "cat", "/made").out()).isEqualTo(made);
    }
  }

  /// Builds, keeps the steps at the client, removes the image and builds again.
  ///
  /// @return what the step made each time
  private static List<String> again(ClientFiles files, String name, Runnable meanwhile)
      throws Exception {
    try (BuildkitClient client = client(files)) {
      var kept =
          new ProtoWriter()
              .message(
                  4,
                  new ProtoWriter()
                      .string(1, "local")
                      .stringMap(2, Map.of("dest", "/c", "image-manifest", "true")));
      var named = new ProtoWriter().message(13, export("moby", Map.of("name", name)));
      ProtoMessage solved =
          client.drive(
              "b1",
              new ProtoWriter().message(13, export("moby", Map.of("name", name))).message(8, kept),
              Map.of());
      String first = daemon.docker("run", "--rm", name, "cat", "/m").out();
      daemon.docker("rmi", name);
      daemon.docker("image", "prune", "-f");
      meanwhile.run();
      String digest =
          Json.tree(solved.stringMap(1).getOrDefault("cache.manifest", "").getBytes(UTF_8), "it")
              .path("digest")
              .asText();
      var imports =
          "[{\"Type\":\"local\",\"Attrs\":{\"src\":\"/c\",\"digest\":\"%s\"}}]".formatted(digest);
      client.drive("b2", named, Map.of("cache-imports", imports));
      return List.of(first, daemon.docker("run", "--rm", name, "cat", "/m").out());
    }
  }

  @Test
  void keepsStepsAtTheClient() throws Exception {
    ClientFiles files = dockerfile("FROM busybox\nRUN cat /proc/sys/kernel/random/uuid > /m\n");
    List<String> made = again(files, "out/local", () -> {});
    assertThat(made.getLast()).isEqualTo(made.getFirst());
  }

  @Test
  void takesNoLayerThatIsAnother() throws Exception {
    ClientFiles files = dockerfile("FROM busybox\nRUN cat /proc/sys/kernel/random/uuid >/m\n");
    List<String> made = again(files, "out/poisoned", files.blobs()::poison);
    assertThat(made.getLast()).hasSize(37).isNotEqualTo(made.getFirst());
  }

  @Test
  void passesAResultToAnotherBuild() throws Exception {
    try (BuildkitClient first = client(dockerfile("FROM busybox\nENV A=passed\n"));
        BuildkitClient second = client(dockerfile("FROM base\nRUN echo $A > /a\n"))) {
      var solving = first.solve(first.solveRequest("b1"));
      var dockerfile = new ProtoWriter().string(2, "dockerfile.v0");
      byte[] definition = first.gateway("b1", "Solve", dockerfile).message(3).message(3).bytes(2);
      var solved =
          second.solve(
              second
                  .solveRequest("b2")
                  .string(6, "dockerfile.v0")
                  .stringMap(7, Map.of("context:base", "input:base"))
                  .message(10, new ProtoWriter().string(1, "base").bytes(2, definition))
                  .message(13, export("moby", Map.of("name", "out/linked"))));
      solved.get(100, TimeUnit.SECONDS);
      assertThat(daemon.docker("run", "--rm", "out/linked", "cat", "/a").out())
          .isEqualTo("passed\n");
      first.gateway("b1", "Return", new ProtoWriter().message(1, new ProtoWriter()));
      solving.get(100, TimeUnit.SECONDS);
      var foreign = new ProtoWriter().bytes(1, new ProtoWriter().string(1, "x").toBytes());
      ProtoWriter request = second.solveRequest("b3").message(2, foreign);
      assertThatThrownBy(() -> second.control("Solve", request))
          .hasMessageContaining("definitions of low-level builds are not supported");
    }
  }

  @Test
  void takesStepsFromAPushedImage() throws Exception {
    String reference = registry.host() + "/cache/image:1";
    ClientFiles files =
        dockerfile("FROM busybox\nRUN cat /proc/sys/kernel/random/uuid > /made\nENV A=b\n");
    try (BuildkitClient client = client(files)) {
      drive(client, "b1", export("image", Map.of("name", reference, "push", "true")), Map.of());
      String made = daemon.docker("run", "--rm", reference, "cat", "/made").out();
      daemon.docker("rmi", reference);
      daemon.docker("image", "prune", "-f");
      drive(
          client,
          "b2",
          export("moby", Map.of("name", "out/again")),
          Map.of("cache-from", reference));
      assertThat(daemon.docker("run", "--rm", "out/again", "cat", "/made").out()).isEqualTo(made);
    }
  }

  @Test
  void goesOnWithoutACacheThatIsNotThere() throws Exception {
    String reference = registry.host() + "/cache/none:1";
    try (BuildkitClient client = client(files())) {
      drive(client, "b1", export("moby", Map.of("name", "x")), Map.of("cache-from", reference));
      assertThat(client.progress("b1").ended())
          .contains(
              "importing cache manifest from %s ERROR: %s: not found"
                  .formatted(reference, reference));
      var unknown = new ProtoWriter().message(4, new ProtoWriter().string(1, "s3"));
      ProtoWriter request = client.solveRequest("b2").message(8, unknown);
      assertThatThrownBy(() -> client.control("Solve", request))
          .hasMessageContaining("unknown cache exporter: \"s3\"");
    }
  }
}
