package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real client's pull, push and login against a real registry, open and with a password.
class RegistryIT {
  private static final String NOWHERE =
      "sha256:0000000000000000000000000000000000000000000000000000000000000000";

  private static DaemonUnderTest daemon;
  private static RegistryUnderTest open;
  private static RegistryUnderTest locked;

  @TempDir static Path config;

  @BeforeAll
  static void start() {
    daemon = DaemonUnderTest.withBusybox();
    open = RegistryUnderTest.open();
    locked = RegistryUnderTest.locked();
  }

  @AfterAll
  static void stop() {
    if (locked != null) {
      locked.close();
    }
    if (open != null) {
      open.close();
    }
    daemon.close();
  }

  /// The client with a folder of its own for passwords.
  private static Commands.Result docker(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--config";
    all[1] = config.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return daemon.docker(all);
  }

  private static String error(String... arguments) {
    Commands.Result result = docker(arguments);
    assertThat(result.exitCode()).isEqualTo(1);
    return result.err().strip();
  }

  private static String pushed(String name) {
    docker("tag", "busybox", name).mustSucceed();
    return docker("push", name).mustSucceed().out();
  }

  @Test
  void pushesAndPullsBack() {
    String name = open.host() + "/team/app:1";
    String out = pushed(name);
    assertThat(out)
        .contains("The push refers to repository [" + open.host() + "/team/app]")
        .contains(": Preparing")
        .containsPattern(": (Pushed|Layer already exists|Mounted from .*)\n")
        .containsPattern("1: digest: sha256:[0-9a-f]{64} size: \\d+\n");
    String id = docker("image", "inspect", "-f", "{{.Id}}", name).out();
    String digest =
        docker("image", "inspect", "-f", "{{index .RepoDigests 0}}", name).out().strip();
    assertThat(digest).startsWith(open.host() + "/team/app@sha256:");
    docker("rmi", name).mustSucceed();
    String pulled = docker("pull", name).mustSucceed().out();
    assertThat(pulled)
        .contains("1: Pulling from team/app")
        .contains("Digest: " + digest.substring(digest.indexOf("sha256")))
        .contains("Status: Downloaded newer image for " + name);
    assertThat(docker("image", "inspect", "-f", "{{.Id}}", name).out()).isEqualTo(id);
    assertThat(docker("pull", name).out()).contains("Status: Image is up to date for " + name);
    assertThat(docker("pull", "-q", digest).mustSucceed().out()).contains(digest);
    assertThat(docker("run", "--rm", name, "echo", "runs").out()).isEqualTo("runs\n");
    docker("rmi", name).mustSucceed();
  }

  @Test
  void bringsTheLayersThemselves() {
    String name = open.host() + "/layers/app:1";
    daemon
        .docker(
            "FROM busybox\nRUN echo new > /new\n".getBytes(StandardCharsets.UTF_8),
            "build",
            "-q",
            "-t",
            name,
            "-")
        .mustSucceed();
    assertThat(docker("push", name).mustSucceed().out()).contains(": Pushed");
    assertThat(docker("push", name).mustSucceed().out()).contains(": Layer already exists");
    docker("rmi", name).mustSucceed();
    assertThat(docker("pull", name).mustSucceed().out())
        .contains(": Pulling fs layer", ": Download complete", ": Pull complete");
    assertThat(docker("run", "--rm", name, "cat", "/new").out()).isEqualTo("new\n");
    docker("rmi", name).mustSucceed();
  }

  @Test
  void takesLayersOverFromOtherRepositories() {
    String first = open.host() + "/mounts/first:1";
    String second = open.host() + "/mounts/second:1";
    pushed(first);
    assertThat(pushed(second)).containsPattern(": Mounted from \\w+/\\w+\n");
    docker("rmi", first, second).mustSucceed();
  }

  @Test
  void takesAllTags() {
    String repository = open.host() + "/all/app";
    docker("tag", "busybox", repository + ":1").mustSucceed();
    docker("tag", "busybox", repository + ":2").mustSucceed();
    assertThat(docker("push", "-a", repository).mustSucceed().out())
        .contains("1: digest: ", "2: digest: ");
    docker("rmi", repository + ":1", repository + ":2").mustSucceed();
    assertThat(docker("pull", "-a", repository).mustSucceed().out())
        .contains("1: Pulling from all/app", "2: Pulling from all/app")
        .contains("Status: Downloaded newer image for " + repository);
    assertThat(docker("images", "-q", repository).lines()).hasSize(2);
    docker("rmi", repository + ":1", repository + ":2").mustSucceed();
  }

  /// The client does it by itself, from what was pushed.
  @Test
  void letsTheClientMakeManifestLists(@TempDir Path config) {
    String one = open.host() + "/lists/app:amd64";
    String all = open.host() + "/lists/app:all";
    pushed(one);
    manifest(config, "create", "--insecure", all, one);
    manifest(config, "annotate", "--arch", "arm64", "--variant", "v8", all, one);
    manifest(config, "push", "--insecure", all);
    assertThat(manifest(config, "inspect", "--insecure", all))
        .contains("manifest.list.v2+json", "\"architecture\": \"arm64\"");
    docker("rmi", one).mustSucceed();
  }

  @Test
  void makesManifestListsAsDockersClient(@TempDir Path folder) {
    String one = open.host() + "/lists/own:amd64";
    String other = open.host() + "/lists/other:1";
    String all = open.host() + "/lists/own:all";
    pushed(one);
    pushed(other);
    assertThat(havre(folder, "manifest", "create", all, one, other).mustSucceed().out())
        .isEqualTo("Created manifest list " + all + "\n");
    assertThat(havre(folder, "manifest", "create", all, one).err())
        .contains("refusing to amend an existing manifest list with no --amend flag");
    havre(folder, "manifest", "annotate", "--arch=arm64", "--variant=v8", all, other).mustSucceed();
    assertThat(havre(folder, "manifest", "annotate", "--arch=arm64", all, all).err())
        .contains("manifest for image " + all + " does not exist in " + all);
    assertThat(havre(folder, "manifest", "inspect", all).mustSucceed().out())
        .contains("manifest.list.v2+json", "\"arm64\"", "\"v8\"");
    String digest = havre(folder, "manifest", "push", "-p", all).mustSucceed().out().strip();
    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(havre(folder, "manifest", "rm", all).err()).contains("No such manifest: " + all);
    assertThat(manifest(folder, "inspect", "--insecure", all))
        .contains("manifest.list.v2+json", "\"architecture\": \"arm64\"");
    assertThat(havre(folder, "manifest", "inspect", "-v", all).mustSucceed().out())
        .contains("\"SchemaV2Manifest\"", "\"Descriptor\"", "\"arm64\"");
    docker("pull", open.host() + "/lists/own@" + digest).mustSucceed();
    docker("rmi", "-f", one, other, open.host() + "/lists/own@" + digest);
  }

  private static Commands.Result havre(Path config, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--config";
    all[1] = config.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return daemon.havre(all);
  }

  @Test
  void listsAndFetchesWhatRefersToAnImage(@TempDir Path folder) throws Exception {
    String repository = open.host() + "/referred/app";
    String subject =
        java.util.regex.Pattern.compile("sha256:[0-9a-f]{64}")
            .matcher(pushed(repository + ":1"))
            .results()
            .findFirst()
            .orElseThrow()
            .group();
    // An image under the tag that stands in for what a registry of before version 1.1 can't tell.
    String stand = repository + ":" + subject.replace(':', '-');
    havre(folder, "manifest", "create", stand, repository + ":1").mustSucceed();
    havre(folder, "manifest", "push", stand).mustSucceed();
    String out = folder.resolve("out").toString();
    assertThat(
            havre(folder, "image", "referrers", "-o", out, repository + ":1").mustSucceed().out())
        .contains("ARTIFACT TYPE", subject);
    assertThat(Path.of(out, subject.substring("sha256:".length()), "manifest.json"))
        .content()
        .contains("layers");
    docker("rmi", repository + ":1").mustSucceed();
  }

  @Test
  void keepsSeveralPlatformsUnderOneName(@TempDir Path folder) throws Exception {
    String repository = open.host() + "/platforms/app";
    String all = repository + ":all";
    String riscv = "--platform=linux/riscv64";
    pushList(folder, repository, all);
    docker("pull", riscv, all).mustSucceed();
    String foreign = id(all);
    assertThat(docker("pull", all).mustSucceed().out()).contains("Status: Downloaded newer image");
    String own = id(all);
    assertThat(own).isEqualTo(id("busybox")).isNotEqualTo(foreign);
    assertThat(docker("pull", riscv, all).mustSucceed().out()).contains("Image is up to date");
    assertThat(id(all)).isEqualTo(own);
    assertThat(id(riscv, all)).isEqualTo(foreign);
    assertThat(docker("images", "-q", repository).lines()).hasSize(1);
    assertThat(docker("images", "--tree", repository).mustSucceed().out())
        .contains("linux/riscv64", "linux/");
    assertThat(docker("history", "-q", "--no-trunc", riscv, all).out()).isEqualTo(foreign);
    String container = docker("create", riscv, all, "/f").mustSucceed().out().strip();
    assertThat(docker("ps", "-a", "--no-trunc", "--format", "{{.ID}} {{.Image}}").lines())
        .contains(container + " " + all);
    assertThat(docker("inspect", "-f", "{{.Image}}", container).out()).isEqualTo(foreign);
    assertThat(docker("rmi", all).err()).contains("must force", container.substring(0, 12));
    docker("rm", container).mustSucceed();

    String archive = folder.resolve("all.tar").toString();
    String copy = repository + ":copy";
    docker("save", "-o", archive, all).mustSucceed();
    docker("tag", all, copy).mustSucceed();
    assertThat(docker("push", copy).mustSucceed().out()).contains("copy: digest: sha256:");
    assertThat(manifest(config, "inspect", "--insecure", copy))
        .contains("manifest.list.v2+json", "\"riscv64\"");
    docker("rmi", copy, all).mustSucceed();
    assertThat(docker("image", "inspect", foreign.strip()).exitCode()).isEqualTo(1);

    assertThat(docker("load", "-i", archive).mustSucceed().out()).contains("Loaded image: " + all);
    assertThat(id(all)).isEqualTo(own);
    assertThat(id(riscv, all)).isEqualTo(foreign);
    assertThat(docker("rmi", riscv, all).mustSucceed().out()).contains("Untagged: " + all);
    assertThat(id(all)).isEqualTo(own);
    assertThat(docker("image", "inspect", riscv, all).err())
        .contains("does not match the specified platform (linux/riscv64)");
    docker("load", riscv, "-i", archive).mustSucceed();
    assertThat(id(all)).isEqualTo(foreign);
    docker("rmi", all).mustSucceed();
  }

  private static String id(String... arguments) {
    var command = new ArrayList<>(List.of("image", "inspect", "-f", "{{.Id}}"));
    command.addAll(List.of(arguments));
    return docker(command.toArray(String[]::new)).mustSucceed().out();
  }

  /// Pushes an image for this machine and one for another, and a list of both.
  private static void pushList(Path folder, String repository, String list) throws Exception {
    Path archive = folder.resolve("image.tar");
    Files.writeString(folder.resolve("f"), "foreign");
    Commands.run("tar", "-cf", archive.toString(), "-C", folder.toString(), "f");
    String own = repository + ":own";
    String foreign = repository + ":foreign";
    pushed(own);
    docker("import", "--platform=linux/riscv64", archive.toString(), foreign).mustSucceed();
    docker("push", foreign).mustSucceed();
    manifest(config, "create", "--insecure", list, own, foreign);
    manifest(config, "push", "--insecure", list);
    docker("rmi", own, foreign).mustSucceed();
  }

  private static String manifest(Path config, String... arguments) {
    var command = new ArrayList<>(List.of("--config", config.toString(), "manifest"));
    command.addAll(List.of(arguments));
    return docker(command.toArray(String[]::new)).mustSucceed().out();
  }

  @Test
  void tellsWhatIsNotThere() {
    String host = open.host();
    pushed(host + "/errors/app:1");
    assertThat(error("pull", host + "/errors/app:none"))
        .endsWith(
            "manifest for %s/errors/app:none not found: manifest unknown: manifest unknown"
                .formatted(host));
    assertThat(error("pull", host + "/errors/app@" + NOWHERE))
        .endsWith("@" + NOWHERE + " not found: manifest unknown: manifest unknown");
    assertThat(error("pull", "-a", host + "/errors/none"))
        .endsWith(
            "repository %s/errors/none not found: name unknown: repository name not known to registry"
                .formatted(host));
    assertThat(error("pull", "--platform", "linux/riscv64", host + "/errors/app:1"))
        .contains("does not match the specified platform (linux/riscv64)");
    assertThat(error("push", host + "/errors/app:none"))
        .endsWith("tag does not exist: " + host + "/errors/app:none");
    assertThat(error("push", host + "/errors/nowhere"))
        .endsWith("An image does not exist locally with the tag: " + host + "/errors/nowhere");
    assertThat(error("push", "--platform", "linux/riscv64", host + "/errors/app:1"))
        .contains("does not match the specified platform (linux/riscv64)");
    docker("rmi", host + "/errors/app:1").mustSucceed();
  }

  @Test
  void asksForAPassword() {
    String name = locked.host() + "/private/app:1";
    docker("tag", "busybox", name).mustSucceed();
    docker("logout", locked.host()).mustSucceed();
    assertThat(error("pull", name))
        .endsWith(
            "Head \"http://%s/v2/private/app/manifests/1\": no basic auth credentials"
                .formatted(locked.host()));
    assertThat(error("push", name)).endsWith("no basic auth credentials");
    assertThat(error("login", "-u", RegistryUnderTest.USER, "-p", "wrong", locked.host()))
        .endsWith(
            "login attempt to http://%s/v2/ failed with status: 401 Unauthorized"
                .formatted(locked.host()));
    assertThat(
            docker(
                    "login",
                    "-u",
                    RegistryUnderTest.USER,
                    "-p",
                    RegistryUnderTest.PASSWORD,
                    locked.host())
                .mustSucceed()
                .out())
        .contains("Login Succeeded");
    docker("push", name).mustSucceed();
    docker("rmi", name).mustSucceed();
    docker("pull", name).mustSucceed();
    docker("rmi", name).mustSucceed();
  }

  @Test
  void looksWithoutPulling() {
    String name = open.host() + "/looks/app:1";
    String digest =
        java.util.regex.Pattern.compile("sha256:[0-9a-f]{64}")
            .matcher(pushed(name))
            .results()
            .findFirst()
            .orElseThrow()
            .group();
    assertThat(get("/distribution/" + name + "/json"))
        .contains("\"digest\":\"" + digest + "\"")
        .contains("\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\"")
        .contains("\"Platforms\":[{\"architecture\":\"", "\"os\":\"linux\"");
    assertThat(get("/distribution/" + open.host() + "/looks/app:none/json"))
        .isEqualTo("{\"message\":\"manifest unknown: manifest unknown\"}\n");
    docker("rmi", name).mustSucceed();
  }

  @Test
  void tellsOfItInEvents() {
    String name = open.host() + "/events/app:1";
    pushed(name);
    docker("rmi", name).mustSucceed();
    docker("pull", name).mustSucceed();
    docker("rmi", name).mustSucceed();
    String format = "{{.Action}} {{.Actor.ID}} {{.Actor.Attributes.name}}";
    String soon = String.valueOf(Instant.now().getEpochSecond() + 1);
    assertThat(docker("events", "--since", "1h", "--until", soon, "--format", format).lines())
        .contains(
            "push " + name + " " + open.host() + "/events/app",
            "pull " + name + " " + open.host() + "/events/app");
  }

  private static String get(String path) {
    return Commands.run(
            "curl", "-s", "--unix-socket", daemon.socket().toString(), "http://d/v1.51" + path)
        .out();
  }
}
