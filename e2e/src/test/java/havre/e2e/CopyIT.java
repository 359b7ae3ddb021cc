package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docker cp`, `diff`, `export` and `commit` by the real client.
class CopyIT {
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

  private static Commands.Result docker(String... arguments) {
    return daemon.docker(arguments).mustSucceed();
  }

  @Test
  void copiesIntoAndOutOfAContainerThatNeverRan() throws IOException {
    docker("create", "--name", "idle", "-v", "/data", "busybox", "cat", "/data/in", "/etc/in");
    Path file = Files.writeString(folder.resolve("in"), "text\n");
    docker("cp", file.toString(), "idle:/data");
    docker("cp", file.toString(), "idle:/etc/in");
    docker("cp", "idle:/data/in", folder.resolve("out").toString());
    assertThat(folder.resolve("out")).hasContent("text");
    assertThat(docker("start", "-a", "idle").out()).isEqualTo("text\ntext\n");
    docker("rm", "-v", "idle");
  }

  @Test
  void copiesATreeOfARunningContainer() throws IOException {
    docker(
        "run",
        "-d",
        "--name",
        "tree",
        "--tmpfs",
        "/scratch",
        "busybox",
        "sh",
        "-c",
        "mkdir -p /t/sub; echo a >/t/sub/a; ln -s sub /t/link; ln -s /t /to; ln /t/sub/a /t/b; touch /ready; sleep 600");
    awaitFile("tree", "/ready");
    docker("cp", "tree:/t", folder.toString());
    assertThat(folder.resolve("t/sub/a")).hasContent("a");
    assertThat(folder.resolve("t/b")).hasContent("a");
    assertThat(Files.readSymbolicLink(folder.resolve("t/link"))).hasToString("sub");
    docker("cp", "-L", "tree:/to/sub/a", folder.resolve("followed").toString());
    assertThat(folder.resolve("followed")).hasContent("a");
    docker("cp", folder.resolve("t").toString(), "tree:/scratch");
    assertThat(docker("exec", "tree", "cat", "/scratch/t/sub/a").out()).isEqualTo("a\n");
    docker("rm", "-f", "tree");
  }

  @Test
  void aLinkInTheContainerLeadsToTheContainersFiles() throws IOException {
    docker("create", "--name", "linked", "busybox", "true");
    Files.createDirectories(folder.resolve("x"));
    Files.createSymbolicLink(folder.resolve("x/out"), Path.of("/tmp"));
    docker("cp", folder.resolve("x").toString(), "linked:/");
    Path file = Files.writeString(folder.resolve("mark-of-the-copy"), "");
    docker("cp", file.toString(), "linked:/x/out/");
    assertThat(Path.of("/tmp/mark-of-the-copy")).doesNotExist();
    docker("cp", "linked:/tmp/mark-of-the-copy", folder.resolve("back").toString());
    assertThat(folder.resolve("back")).exists();
    docker("rm", "linked");
  }

  @Test
  void saysWhatIsMissing() {
    docker("create", "--name", "bare", "--read-only", "busybox", "true");
    Commands.Result missing = daemon.docker("cp", "bare:/missing", "-");
    assertThat(missing.err()).contains("Could not find the file /missing in container bare");
    Commands.Result readOnly = daemon.docker("cp", folder.toString(), "bare:/tmp");
    assertThat(readOnly.err()).contains("container rootfs is marked read-only");
    docker("rm", "bare");
  }

  @Test
  void tellsAndExportsAndCommitsWhatChanged() throws IOException {
    docker(
        "run",
        "--name",
        "changed",
        "busybox",
        "sh",
        "-c",
        "echo new >/new; rm /bin/vi; mkdir /d; echo x >/d/x; rm -r /home; mkdir /home");
    assertThat(docker("diff", "changed").lines())
        .contains("A /new", "C /bin", "D /bin/vi", "A /d", "A /d/x")
        .noneMatch(line -> line.contains("/etc") || line.contains("/proc"));
    docker("export", "-o", folder.resolve("all.tar").toString(), "changed");
    assertThat(Commands.run("tar", "-tf", folder.resolve("all.tar").toString()).lines())
        .contains("new", "d/x", "bin/busybox")
        .doesNotContain("bin/vi");
    String id =
        docker(
                "commit",
                "-m",
                "made by hand",
                "-a",
                "somebody",
                "-c",
                "ENV GREETING=hello",
                "-c",
                "CMD [\"sh\",\"-c\",\"echo $GREETING; cat /new; ls /bin/vi /d\"]",
                "changed",
                "made:first")
            .out()
            .strip();
    assertThat(id).startsWith("sha256:");
    Commands.Result run = daemon.docker("run", "--rm", "made:first");
    assertThat(run.out()).contains("hello\nnew\n").contains("x");
    assertThat(run.err()).contains("/bin/vi: No such file");
    assertThat(docker("inspect", "-f", "{{.Comment}} {{.Author}}", "made:first").out().strip())
        .isEqualTo("made by hand somebody");
    docker("rm", "changed");
    docker("rmi", "made:first");
  }

  private static void awaitFile(String container, String path) {
    docker("exec", container, "sh", "-c", "while [ ! -e " + path + " ]; do sleep 0.05; done");
  }
}
