package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volumes, binds and other mounts by the real client.
class VolumesIT {
  private static DaemonUnderTest daemon;

  @TempDir Path folder;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @Test
  void fillsANewVolumeFromTheImageAndRemovesItWithItsContainer() {
    daemon.docker("create", "--name", "filled", "-v", "/etc", "busybox", "true").mustSucceed();
    String format = "{{range .Mounts}}{{.Name}} {{.RW}}{{end}}";
    String[] volume =
        daemon.docker("inspect", "-f", format, "filled").mustSucceed().out().trim().split(" ");
    assertThat(volume[1]).isEqualTo("true");
    assertThat(daemon.docker("run", "--rm", "-v", volume[0] + ":/z", "busybox", "ls", "/z").lines())
        .contains("passwd", "group");
    daemon.docker("rm", "-v", "filled").mustSucceed();
    assertThat(daemon.docker("volume", "ls", "-q").lines()).doesNotContain(volume[0]);
  }

  @Test
  void keepsAVolumeInUse() {
    daemon.docker("create", "--name", "user", "-v", "used:/v", "busybox", "true").mustSucceed();
    assertThat(daemon.docker("volume", "rm", "used").err())
        .contains("remove used: volume is in use - [");
    daemon.docker("rm", "-v", "user").mustSucceed();
    daemon.docker("volume", "rm", "used").mustSucceed();
  }

  @Test
  void sharesAVolumeInMemoryAcrossADaemonsCrash() {
    daemon
        .docker(
            "volume", "create", "-o", "type=tmpfs", "-o", "device=tmpfs", "-o", "o=size=1m", "mem")
        .mustSucceed();
    daemon
        .docker("run", "-d", "--name", "writer", "-v", "mem:/m", "busybox", "sleep", "1000")
        .mustSucceed();
    daemon.docker("exec", "writer", "sh", "-c", "echo kept >/m/f").mustSucceed();
    daemon.kill();
    daemon.start();
    assertThat(daemon.docker("run", "--rm", "-v", "mem:/o", "busybox", "cat", "/o/f").out())
        .isEqualTo("kept\n");
    daemon.docker("rm", "-f", "writer").mustSucceed();
    assertThat(daemon.docker("run", "--rm", "-v", "mem:/o", "busybox", "ls", "/o").lines())
        .isEmpty();
    daemon.docker("volume", "rm", "mem").mustSucceed();
  }

  @Test
  void takesMountsOfAnotherContainer() throws IOException {
    Files.writeString(folder.resolve("f"), "host");
    daemon
        .docker("create", "--name", "from", "-v", folder + ":/b", "-v", "/data", "busybox", "true")
        .mustSucceed();
    Commands.Result result =
        daemon.docker(
            "run",
            "--rm",
            "--volumes-from",
            "from:ro",
            "busybox",
            "sh",
            "-c",
            "cat /b/f; touch /b/g /data/g");
    assertThat(result.out()).isEqualTo("host");
    assertThat(result.err()).contains("/b/g: Read-only", "/data/g: Read-only");
    daemon.docker("rm", "-v", "from").mustSucceed();
  }

  @Test
  void mountsAnImageReadOnly() {
    Commands.Result result =
        daemon.docker(
            "run",
            "--rm",
            "--mount",
            "type=image,src=busybox,dst=/x",
            "busybox",
            "sh",
            "-c",
            "cat /x/etc/group; touch /x/new");
    assertThat(result.out()).contains("root");
    assertThat(result.err()).contains("Read-only file system");
  }

  /// A link in a volume must not lead a subpath out of it.
  @Test
  void keepsASubpathWithinItsVolume() {
    run("vol", "ln -s /etc /v/out; ln -s ../.. /v/up; mkdir /v/in; echo x >/v/in/f; ln -s in /v/l");
    for (String link : new String[] {"out", "up"}) {
      assertThat(subpath(link).err()).as(link).contains("escapes the base directory");
    }
    assertThat(subpath("none").err()).contains("cannot access path");
    assertThat(subpath("in").out()).isEqualTo("x\n");
    assertThat(subpath("l").out()).isEqualTo("x\n");
    daemon.docker("volume", "rm", "vol").mustSucceed();
  }

  /// CVE-2021-30465: a container that swaps a folder for a link while another one is started.
  @Test
  void neverFollowsASwappedSubpath() throws IOException {
    Path secret = Files.writeString(folder.resolve("f"), "secret");
    run("race", "mkdir -p /v/in; echo x >/v/in/f; ln -s " + secret.getParent() + " /v/evil");
    daemon
        .docker(
            "run",
            "-d",
            "--name",
            "swapper",
            "-v",
            "race:/v",
            "busybox",
            "sh",
            "-c",
            "while :; do mv /v/in /v/tmp; mv /v/evil /v/in; mv /v/in /v/evil; mv /v/tmp /v/in; done")
        .mustSucceed();
    for (int i = 0; i < 15; i++) {
      assertThat(daemon.docker(subpathRun("race", "in")).out()).doesNotContain("secret");
    }
    daemon.docker("rm", "-f", "swapper").mustSucceed();
    daemon.docker("volume", "rm", "race").mustSucceed();
  }

  @Test
  void movesAVolumesContentByAnArchive() {
    run("source", "mkdir /v/d; echo moved >/v/d/f; chown 7:8 /v/d/f; ln -s f /v/d/l");
    Path archive = folder.resolve("v.tar");
    daemon.havre("volume", "export", "-o", archive.toString(), "source").mustSucceed();
    daemon.havre("volume", "import", "-i", archive.toString(), "target").mustSucceed();
    assertThat(
            daemon
                .docker(
                    "run",
                    "--rm",
                    "-v",
                    "target:/v",
                    "busybox",
                    "sh",
                    "-c",
                    "cat /v/d/l; stat -c %u:%g /v/d/f")
                .lines())
        .containsExactly("moved", "7:8");
    daemon.docker("volume", "rm", "source", "target").mustSucceed();
  }

  @Test
  void answersAsAnEngineOutsideOfASwarm() {
    assertThat(daemon.docker("node", "ls").err()).contains("This node is not a swarm manager.");
    assertThat(daemon.docker("swarm", "leave").err()).contains("This node is not part of a swarm");
    assertThat(daemon.docker("plugin", "ls", "-q").lines()).isEmpty();
  }

  private static void run(String volume, String script) {
    daemon.docker("run", "--rm", "-v", volume + ":/v", "busybox", "sh", "-c", script).mustSucceed();
  }

  private static Commands.Result subpath(String path) {
    return daemon.docker(subpathRun("vol", path));
  }

  private static String[] subpathRun(String volume, String path) {
    return new String[] {
      "run",
      "--rm",
      "--mount",
      "type=volume,src=" + volume + ",dst=/x,volume-subpath=" + path,
      "busybox",
      "cat",
      "/x/f"
    };
  }

  @Test
  void usesNoVolumeAtWhosePlaceSomethingElseIsMounted() {
    for (String name : new String[] {"first", "second"}) {
      daemon.docker("create", "--name", name, "-v", name + ":/d", "busybox", "true").mustSucceed();
    }
    daemon
        .docker(
            "create", "--name", "third", "--volumes-from=first", "--volumes-from=second", "busybox")
        .mustSucceed();
    daemon.docker("rm", "first").mustSucceed();
    daemon.docker("volume", "rm", "first").mustSucceed();
    assertThat(daemon.docker("volume", "rm", "second").err()).contains("volume is in use");
    daemon.docker("rm", "second", "third").mustSucceed();
    daemon.docker("volume", "rm", "second").mustSucceed();
  }
}
