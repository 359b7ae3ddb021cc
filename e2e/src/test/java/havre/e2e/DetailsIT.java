package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small things of containers that Docker's own integration tests look at.
class DetailsIT {
  private static DaemonUnderTest daemon;
  @TempDir private Path folder;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  private static String docker(String... arguments) {
    return daemon.docker(arguments).mustSucceed().out();
  }

  @Test
  void refusesAFolderWithoutDevices() {
    Commands.Result result = daemon.docker("run", "--rm", "--device", "/etc", "busybox", "true");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains("adding custom device \"/etc\": not a device node");
  }

  @Test
  void tellsExecsAndHostsFilesOfLinks() {
    docker("run", "-d", "--name", "one", "busybox", "sleep", "1000");
    docker("run", "-d", "--name", "other", "busybox", "sleep", "1000");
    docker(
        "run",
        "-d",
        "--name",
        "two",
        "--link",
        "one:uno",
        "--hostname",
        "here",
        "busybox",
        "sleep",
        "1000");
    assertThat(docker("exec", "two", "env")).contains("HOSTNAME=here\n", "UNO_NAME=/two/uno\n");
    // Another container takes the address meanwhile, so that the next one is new.
    docker("stop", "-t", "0", "one");
    docker("stop", "-t", "0", "other");
    docker("start", "other");
    docker("start", "one");
    String address =
        docker("inspect", "-f", "{{.NetworkSettings.Networks.bridge.IPAddress}}", "one");
    assertThat(docker("exec", "two", "cat", "/etc/hosts")).contains(address.strip() + "\tuno ");
    docker("rm", "-f", "one", "two", "other");
  }

  @Test
  void publishesPortsOnceThereIsAWayOut() {
    docker("network", "create", "--internal", "inside");
    docker("network", "create", "outside");
    docker(
        "run",
        "-d",
        "--name",
        "late",
        "--network",
        "inside",
        "-p",
        "8085:80",
        "busybox",
        "httpd",
        "-f",
        "-h",
        "/etc");
    assertThat(daemon.docker("port", "late").out()).isEmpty();
    for (int round = 0; round < 2; round++) {
      docker("network", "connect", "outside", "late");
      assertThat(docker("port", "late")).contains("80/tcp -> 0.0.0.0:8085");
      Commands.fetch("http://127.0.0.1:8085/hostname");
      docker("network", "disconnect", "outside", "late");
      assertThat(daemon.docker("port", "late").out()).isEmpty();
    }
    docker("rm", "-f", "late");
    docker("network", "rm", "inside", "outside");
  }

  @Test
  void publishesPortsAgainThatWereThereAtTheStart() {
    docker("run", "-d", "--name", "back", "-p", "8086:80", "busybox", "httpd", "-f", "-h", "/etc");
    docker("network", "disconnect", "bridge", "back");
    docker("network", "connect", "bridge", "back");
    assertThat(docker("port", "back")).contains("80/tcp -> 0.0.0.0:8086");
    Commands.fetch("http://127.0.0.1:8086/hostname");
    docker("rm", "-f", "back");
  }

  @Test
  void makesTheWorkingFolderAtCreation() {
    docker("create", "--name", "idle", "-w", "/home/foo/bar", "busybox", "true");
    docker("cp", "idle:/home/foo/bar", folder.toString());
    assertThat(folder.resolve("bar")).isDirectory();
    docker("rm", "idle");
    Commands.Result file = daemon.docker("create", "-w", "/bin/busybox", "busybox", "true");
    assertThat(file.exitCode()).isNotZero();
    assertThat(file.err()).contains("Cannot mkdir: /bin/busybox is not a directory");
  }

  @Test
  void givesATmpfsItsPropagation() {
    String mounts =
        docker("run", "--rm", "--tmpfs", "/t:shared", "busybox", "cat", "/proc/self/mountinfo");
    assertThat(mounts.lines().filter(line -> line.contains(" /t ")).toList())
        .singleElement()
        .asString()
        .contains(" shared:");
  }

  @Test
  void keepsCgroupParentsBelowTheTop() throws IOException {
    String parent = "../../../havre-details-" + ProcessHandle.current().pid();
    String groups =
        docker("run", "--rm", "--cgroup-parent", parent, "busybox", "cat", "/proc/self/cgroup");
    assertThat(groups).contains(parent.replace("../", "/").replaceFirst("^/+", "/") + "/");
    Cgroups.remove(parent.replace("../", "/").replaceFirst("^/+", "/"));
    assertThat(Files.exists(Path.of("/", Path.of(parent).getFileName().toString()))).isFalse();
  }

  @Test
  void keepsOwnersOfWhatIsCopiedWithThem() throws IOException {
    Path file = Files.writeString(folder.resolve("owned"), "text");
    Commands.run("chown", "2:3", file.toString());
    docker("create", "--name", "owner", "busybox", "stat", "-c", "%u:%g", "/owned");
    docker("cp", "-a", file.toString(), "owner:/owned");
    assertThat(docker("start", "-a", "owner")).isEqualTo("2:3\n");
    docker("rm", "owner");
  }

  @Test
  void refusesAContainersOwnNetwork() {
    Commands.Result result =
        daemon.docker("run", "--name", "me", "--network", "container:me", "busybox", "true");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains("cannot join own network");
    docker("rm", "me");
  }

  @Test
  void makesReadOnlyBindsOfOldClientsShallow() throws IOException {
    Path outer = Files.createDirectories(folder.resolve("outer/inner")).getParent();
    Commands.run("mount", "-t", "tmpfs", "t", outer.resolve("inner").toString());
    try {
      String mount = "type=bind,readonly,bind-propagation=rprivate,src=%s,dst=/m".formatted(outer);
      String write = "echo >/m/inner/x && echo written; true";
      assertThat(docker("run", "--rm", "--mount", mount, "busybox", "sh", "-c", write)).isEmpty();
      assertThat(oldClient("run", "--rm", "--mount", mount, "busybox", "sh", "-c", write))
          .isEqualTo("written\n");
    } finally {
      Commands.run("umount", outer.resolve("inner").toString());
    }
  }

  @Test
  void fillsAnEmptyFolderOfAVolumeFromTheImage() {
    docker("run", "--rm", "-v", "parts:/v", "busybox", "sh", "-c", "mkdir /v/bin; echo foo >/v/x");
    String mount = "type=volume,src=parts,dst=/bin,volume-subpath=";
    assertThat(docker("run", "--rm", "--mount", mount + "bin", "busybox", "ls", "/bin/busybox"))
        .isEqualTo("/bin/busybox\n");
    docker("create", "--name", "astray", "--mount", mount + "nothing", "busybox", "true");
    assertThat(daemon.docker("start", "astray").err()).contains("cannot access path");
    assertThat(docker("run", "--rm", "-v", "parts:/v", "busybox", "ls", "/v"))
        .isEqualTo("bin\nx\n");
    docker("rm", "astray");
    docker("volume", "rm", "parts");
  }

  @Test
  void tellsWhatCannotBeDoneInDockersWords() {
    docker("create", "--name", "words", "busybox", "true");
    assertThat(daemon.docker("stop", "-s", "FOO", "words").exitCode()).isZero(); // it doesn't run
    assertThat(daemon.docker("restart", "-s", "FOO", "words").err())
        .contains("Cannot restart container words: invalid signal: FOO");
    Commands.Result joined =
        daemon.docker("run", "--rm", "--network", "container:words", "busybox", "true");
    assertThat(joined.err())
        .contains(
            "cannot join network namespace of a non running container: container words is created");
    String name = "a".repeat(70);
    assertThat(daemon.docker("run", "--rm", "-h", name, "busybox", "true").err())
        .contains("sethostname: invalid argument");
    docker("rm", "words");
  }

  @Test
  void refusesDetachKeysThatThereAreNot() {
    docker("create", "--name", "keys", "busybox", "true");
    String answer =
        Commands.run(
                "curl",
                "-s",
                "-m",
                "20",
                "--unix-socket",
                daemon.socket().toString(),
                "-X",
                "POST",
                "http://x/containers/keys/attach?stream=1&stdout=1&detachKeys=ctrl-A,a,x,")
            .out();
    assertThat(answer).contains("Invalid detach keys (ctrl-A,a,x,) provided");
    docker("rm", "keys");
  }

  @Test
  void keepsWhatAContainerHasMountedOfAnImage() {
    docker("tag", "busybox", "kept:1");
    docker("run", "--name", "source", "busybox", "sh", "-c", "echo bar >/foo");
    docker("commit", "source", "mounted:1");
    docker(
        "create",
        "--name",
        "holder",
        "--mount",
        "type=image,src=mounted:1,dst=/image",
        "busybox",
        "cat",
        "/image/foo");
    assertThat(docker("start", "-a", "holder")).isEqualTo("bar\n");
    docker("rmi", "-f", "mounted:1");
    docker("image", "prune", "-f");
    assertThat(docker("start", "-a", "holder")).isEqualTo("bar\n");
    docker("rm", "source", "holder");
    docker("rmi", "kept:1");
  }

  private static String oldClient(String... arguments) {
    var command = new java.util.ArrayList<>(java.util.List.of("env", "DOCKER_API_VERSION=1.43"));
    command.addAll(java.util.List.of("docker", "-H", "unix://" + daemon.socket().toString()));
    command.addAll(java.util.List.of(arguments));
    return Commands.run(new byte[0], command).mustSucceed().out();
  }
}
