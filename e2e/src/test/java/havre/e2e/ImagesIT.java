package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
}
