package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a container wrote, as `docker logs` tells it.
class LogsIT {
  private static final int MEGABYTES = 100;
  private static final String WRITER =
      "i=0; while [ $i -lt %d ]; do echo line $i; i=$((i+1)); done";
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
  void keepsAHundredMegabytesByteForByte() {
    daemon
        .docker(
            "run",
            "--name",
            "big",
            "-d",
            "--log-opt",
            "max-size=-1",
            "busybox",
            "sh",
            "-c",
            "seq 1 13000000 | head -c " + MEGABYTES + "000000")
        .mustSucceed();
    daemon.docker("wait", "big").mustSucceed();
    byte[] logs = daemon.docker("logs", "big").stdout();
    assertThat(logs).hasSize(MEGABYTES * 1_000_000);
    assertThat(isCount(logs)).isTrue();
    daemon.docker("rm", "big").mustSucceed();
  }

  @Test
  void losesNothingWhenTheDaemonIsKilledInTheMiddle() {
    int lines = 400_000;
    daemon
        .docker("run", "--name", "torn", "-d", "busybox", "sh", "-c", "seq 1 " + lines)
        .mustSucceed();
    for (int i = 0; i < 3; i++) {
      daemon.kill();
      daemon.start();
    }
    daemon.docker("wait", "torn").mustSucceed();
    byte[] logs = daemon.docker("logs", "torn").stdout();
    assertThat(isCount(logs)).isTrue();
    assertThat(new String(logs, StandardCharsets.UTF_8)).endsWith("\n" + lines + "\n");
    daemon.docker("rm", "torn").mustSucceed();
  }

  @Test
  void keepsOutputOfAContainerThatWritesWhileNoDaemonRuns() {
    daemon
        .docker(
            "run",
            "--name",
            "alone",
            "-d",
            "busybox",
            "sh",
            "-c",
            "read -t 1; " + WRITER.formatted(2000) + "; exit 5")
        .mustSucceed();
    daemon.kill();
    daemon.start();
    assertThat(daemon.docker("wait", "alone").out().trim()).isEqualTo("5");
    assertThat(daemon.docker("logs", "alone").lines()).hasSize(2000).endsWith("line 1999");
    daemon.docker("rm", "alone").mustSucceed();
  }

  @Test
  void answersTailSinceAndTimestamps() {
    daemon
        .docker("run", "--name", "some", "busybox", "sh", "-c", WRITER.formatted(50))
        .mustSucceed();
    assertThat(daemon.docker("logs", "--tail", "2", "some").lines())
        .containsExactly("line 48", "line 49");
    assertThat(daemon.docker("logs", "--since", "2099-01-01T00:00:00Z", "some").lines()).isEmpty();
    assertThat(daemon.docker("logs", "-t", "-n", "1", "some").out())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z line 49\n");
    daemon.docker("rm", "some").mustSucceed();
  }

  @Test
  void followsUntilTheEnd() {
    daemon
        .docker(
            "run",
            "--name",
            "slow",
            "-d",
            "busybox",
            "sh",
            "-c",
            "echo first; usleep 300000; echo last")
        .mustSucceed();
    assertThat(daemon.docker("logs", "-f", "slow").lines()).containsExactly("first", "last");
    daemon.docker("rm", "slow").mustSucceed();
  }

  /// Whether the bytes are the numbers from 1 on, a line each; the last may be cut.
  private static boolean isCount(byte[] logs) {
    int at = 0;
    for (int number = 1; at < logs.length; number++) {
      byte[] line = (number + "\n").getBytes(StandardCharsets.US_ASCII);
      int length = Math.min(line.length, logs.length - at);
      if (!Arrays.equals(logs, at, at + length, line, 0, length)) {
        return false;
      }
      at += length;
    }
    return true;
  }
}
