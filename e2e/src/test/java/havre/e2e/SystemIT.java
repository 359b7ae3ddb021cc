package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole systems: an init as the first process, with what it needs.
class SystemIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
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
  void bootsAndShutsDownCleanly() throws IOException {
    Path inittab = folder.resolve("inittab");
    Files.writeString(
        inittab,
        """
        ::sysinit:/bin/touch /run/booted
        ::respawn:/bin/sleep 599
        ::shutdown:/bin/touch /root/shut-down
        """);
    daemon
        .docker(
            "create",
            "--name",
            "system",
            "--annotation",
            "havre.systemd=always",
            "--stop-signal",
            "USR2",
            "busybox",
            "init")
        .mustSucceed();
    daemon.docker("cp", inittab.toString(), "system:/etc/inittab").mustSucceed();
    daemon.docker("start", "system").mustSucceed();
    Instant limit = Instant.now().plus(PATIENCE);
    while (daemon.docker("exec", "system", "test", "-e", "/run/booted").exitCode() != 0) {
      assertThat(Instant.now()).as("boots too slowly").isBefore(limit);
    }
    daemon.docker("stop", "-t", "60", "system").mustSucceed();
    // The kernel reports the end of a pid namespace by reboot(2) as one by SIGINT.
    assertThat(daemon.docker("inspect", "-f", "{{.State.ExitCode}}", "system").out().strip())
        .isEqualTo("130");
    assertThat(daemon.docker("diff", "system").out()).contains("/root/shut-down");
    daemon.docker("rm", "system").mustSucceed();
  }

  @Test
  void givesAnInitWhatItNeeds() {
    String script =
        "echo $container $(echo -n $container_uuid | wc -c); grep -c ' /run tmpfs' /proc/mounts;"
            + " grep -c ' /tmp tmpfs' /proc/mounts; true";
    assertThat(
            daemon
                .havre("run", "--rm", "--systemd", "always", "busybox", "sh", "-c", script)
                .mustSucceed()
                .lines())
        .containsExactly("oci 32", "1", "1");
    assertThat(daemon.docker("run", "--rm", "busybox", "sh", "-c", script).mustSucceed().lines())
        .containsExactly("0", "0", "0");
  }

  @Test
  void refusesAModeThatThereIsNot() {
    assertThat(
            daemon
                .docker("create", "--annotation", "havre.systemd=perhaps", "busybox", "true")
                .err())
        .contains("must be one of auto, always, false");
  }
}
