package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Health checks by the real client.
class HealthIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  private static String inspect(String name, String format) {
    return daemon.docker("inspect", "-f", format, name).out().strip();
  }

  private static String health(String name) {
    return inspect(name, "{{.State.Health.Status}}");
  }

  /// Up to now: the client cuts `0s` down to the second.
  private static List<String> healthEvents(String name) {
    return daemon
        .docker(
            "events",
            "--since",
            "10m",
            "--until",
            Instant.now().toString(),
            "-f",
            "container=" + name,
            "-f",
            "event=health_status",
            "--format",
            "{{.Action}}")
        .mustSucceed()
        .lines();
  }

  private static void await(BooleanSupplier condition) {
    Instant limit = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("waits too long").isBefore(limit);
    }
  }

  @Test
  void becomesHealthyAndUnhealthy() {
    daemon
        .docker(
            "run",
            "-d",
            "--name",
            "probed",
            "--health-cmd",
            "echo looked; test -e /ok",
            "--health-interval",
            "100ms",
            "--health-retries",
            "2",
            "busybox",
            "sleep",
            "600")
        .mustSucceed();
    await(() -> health("probed").equals("unhealthy"));
    assertThat(daemon.docker("ps", "--format", "{{.Status}}", "-f", "name=probed").out())
        .contains("(unhealthy)");
    assertThat(daemon.docker("ps", "-q", "-f", "health=unhealthy").lines()).hasSize(1);
    daemon.docker("exec", "probed", "touch", "/ok").mustSucceed();
    await(() -> health("probed").equals("healthy"));
    assertThat(inspect("probed", "{{(index .State.Health.Log 0).Output}}")).isEqualTo("looked");
    await(() -> inspect("probed", "{{len .State.Health.Log}}").equals("5"));
    await(() -> healthEvents("probed").contains("health_status: healthy"));
    assertThat(healthEvents("probed"))
        .containsSubsequence("health_status: unhealthy", "health_status: healthy");
    daemon.docker("rm", "-f", "probed").mustSucceed();
  }

  @Test
  void killsAProbeThatTakesTooLong() {
    daemon
        .docker(
            "run",
            "-d",
            "--name",
            "slow",
            "--health-cmd",
            "echo begun; sleep 599",
            "--health-interval",
            "100ms",
            "--health-timeout",
            "300ms",
            "--health-retries",
            "1",
            "busybox",
            "sleep",
            "600")
        .mustSucceed();
    await(() -> health("slow").equals("unhealthy"));
    assertThat(inspect("slow", "{{(index .State.Health.Log 0).Output}}"))
        .isEqualTo("Health check exceeded timeout (300ms): begun");
    daemon.docker("pause", "slow").mustSucceed();
    daemon.docker("unpause", "slow").mustSucceed();
    daemon.docker("rm", "-f", "slow").mustSucceed();
  }

  @Test
  void stopsWhatIsUnhealthyWhereItsAnnotationSaysSo() {
    daemon
        .docker(
            "run",
            "-d",
            "--name",
            "healed",
            "--annotation",
            "havre.health-on-failure=stop",
            "--health-cmd",
            "false",
            "--health-interval",
            "100ms",
            "--health-retries",
            "1",
            "--stop-timeout",
            "0",
            "busybox",
            "sleep",
            "600")
        .mustSucceed();
    await(() -> inspect("healed", "{{.State.Status}}").equals("exited"));
    daemon.docker("rm", "-f", "healed").mustSucceed();
  }

  @Test
  void isKnownAfterTheDaemonHasDied() {
    daemon
        .docker(
            "run",
            "-d",
            "--name",
            "lasting",
            "--health-cmd",
            "true",
            "--health-interval",
            "100ms",
            "busybox",
            "sleep",
            "600")
        .mustSucceed();
    await(() -> health("lasting").equals("healthy"));
    daemon.kill();
    daemon.start();
    assertThat(health("lasting")).isEqualTo("healthy");
    daemon.docker("rm", "-f", "lasting").mustSucceed();
  }
}
