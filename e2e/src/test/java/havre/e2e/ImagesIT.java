package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images by the real client and by our own.
class ImagesIT {
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
  void comesBackTheSameFromAnArchive() throws Exception {
    String id = daemon.docker("image", "inspect", "-f", "{{.Id}}", "busybox").out();
    Path archive = Files.createTempFile("busybox", ".tar");
    try {
      daemon.docker("tag", "busybox", "kept:1").mustSucceed();
      daemon.docker("save", "-o", archive.toString(), "kept:1").mustSucceed();
      daemon.docker("rmi", "kept:1").mustSucceed();
      assertThat(daemon.docker("load", "-i", archive.toString()).mustSucceed().out())
          .contains("Loaded image: kept:1");
      assertThat(daemon.docker("image", "inspect", "-f", "{{.Id}}", "kept:1").out()).isEqualTo(id);
      daemon.docker("rmi", "kept:1").mustSucceed();
    } finally {
      Files.delete(archive);
    }
  }

  @Test
  void knowsOnlyThePlatformItHas(@TempDir Path folder) {
    String refusal = "does not match the specified platform (linux/riscv64)";
    String platform = "--platform=linux/riscv64";
    String archive = folder.resolve("a.tar").toString();
    daemon.docker("tag", "busybox", "here:1").mustSucceed();
    assertThat(daemon.docker("history", platform, "here:1").err()).contains(refusal);
    assertThat(daemon.docker("image", "inspect", platform, "here:1").err()).contains(refusal);
    assertThat(daemon.docker("save", platform, "-o", archive, "here:1").err()).contains(refusal);
    assertThat(daemon.docker("rmi", platform, "here:1").err()).contains(refusal);
    daemon.docker("history", "--platform=linux/amd64", "here:1").mustSucceed();
    daemon.docker("save", "--platform=linux/amd64", "-o", archive, "here:1").mustSucceed();
    assertThat(daemon.docker("load", platform, "-i", archive).err())
        .contains("the archive holds no image for the platform linux/riscv64");
    daemon.docker("load", "--platform=linux/amd64", "-i", archive).mustSucceed();
    daemon.docker("rmi", "here:1").mustSucceed();
  }

  @Test
  void tellsWhoseNameALoadedImageTakes(@TempDir Path folder) {
    String archive = folder.resolve("a.tar").toString();
    daemon.docker("tag", "busybox", "named:1").mustSucceed();
    daemon.docker("save", "-o", archive, "named:1").mustSucceed();
    daemon.docker("run", "--name", "changed", "busybox", "touch", "/f").mustSucceed();
    daemon.docker("commit", "changed", "named:1").mustSucceed();
    String id = daemon.docker("image", "inspect", "-f", "{{.Id}}", "named:1").out().trim();
    assertThat(daemon.docker("load", "-i", archive).out())
        .contains(
            "The image named:1 already exists, renaming the old one with ID "
                + id
                + " to empty string");
    daemon.docker("rm", "changed").mustSucceed();
    daemon.docker("rmi", "named:1", id).mustSucceed();
  }

  @Test
  void keepsAnImageInUse() {
    daemon.docker("create", "--name", "user", "busybox").mustSucceed();
    assertThat(daemon.docker("rmi", "busybox").err())
        .contains("conflict: unable to remove repository reference \"busybox\" (must force)");
    daemon.docker("rm", "user").mustSucceed();
  }

  @Test
  void tellsItsHistory() {
    assertThat(daemon.docker("history", "-q", "busybox").lines()).hasSize(1);
    assertThat(daemon.havre("history", "busybox").mustSucceed().out()).contains("IMAGE", "SIZE");
  }

  @Test
  void takesTheOldFormsOfTheFirstYears() {
    assertThat(daemon.havre("images").mustSucceed().out()).contains("busybox");
    daemon
        .havre("run", "-d", "-name", "old", "-p", "8888:80", "busybox", "httpd", "-f")
        .mustSucceed();
    assertThat(daemon.havre("ps").mustSucceed().out()).contains("0.0.0.0:8888->80/tcp", "old");
    assertThat(daemon.havre("ps", "-a").mustSucceed().out()).contains("old");
    assertThat(daemon.havre("logs", "old").mustSucceed().out()).isEmpty();
    daemon.havre("rm", "-f", "old").mustSucceed();
  }

  @Test
  void takesOnlyTheNameOfAnImageThatOthersAreMadeOf() {
    daemon
        .classicBuild(
            "FROM busybox\nLABEL a=1\n".getBytes(StandardCharsets.UTF_8), "-t", "parent", "-")
        .mustSucceed();
    daemon
        .classicBuild(
            "FROM parent\nLABEL b=1\n".getBytes(StandardCharsets.UTF_8), "-t", "child", "-")
        .mustSucceed();
    assertThat(daemon.docker("rmi", "-f", "parent").mustSucceed().lines())
        .containsExactly("Untagged: parent:latest");
    daemon.docker("rmi", "child").mustSucceed();
    assertThat(daemon.docker("rmi", " ").err()).contains("image name cannot be blank");
  }

  @Test
  void savesAndLoadsWhatImagesAreMadeFrom(@TempDir Path folder) {
    String lower = commit("busybox", "/lower");
    String upper = commit(lower, "/upper");
    String archive = folder.resolve("both.tar").toString();
    daemon.docker("save", "-o", archive, upper, lower).mustSucceed();
    daemon.docker("rmi", upper).mustSucceed();
    assertThat(daemon.docker("inspect", lower).exitCode()).isNotZero();
    daemon.docker("load", "-i", archive).mustSucceed();
    assertThat(daemon.docker("inspect", "-f", "{{.Parent}}", upper).out().strip()).isEqualTo(lower);
    daemon.docker("rmi", upper).mustSucceed();
  }

  private static String commit(String image, String file) {
    String container = daemon.docker("run", "-d", image, "touch", file).mustSucceed().out().strip();
    daemon.docker("wait", container).mustSucceed();
    String made = daemon.docker("commit", container).mustSucceed().out().strip();
    daemon.docker("rm", container).mustSucceed();
    return made;
  }
}
