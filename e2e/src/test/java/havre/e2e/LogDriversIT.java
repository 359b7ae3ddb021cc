package havre.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Log drivers by the real client. The daemon has a network of its own, so what is sent is caught
/// by a container on its host network.
class LogDriversIT {
  private static DaemonUnderTest daemon;

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
  void theLocalDriverKeepsWhatIsWritten() {
    docker(
        "run",
        "--name",
        "kept",
        "--log-driver",
        "local",
        "--log-opt",
        "max-size=1m",
        "busybox",
        "echo",
        "hi");
    assertThat(docker("logs", "kept").out()).isEqualTo("hi\n");
    assertThat(docker("inspect", "-f", "{{.LogPath}}", "kept").out().strip()).isEmpty();
    docker("rm", "kept");
  }

  @Test
  void sendsLinesToASyslogDaemonAndKeepsThem() {
    docker(
        "run",
        "-d",
        "--name",
        "sink",
        "--network",
        "host",
        "busybox",
        "sh",
        "-c",
        "nc -l -p 5514 >/got; sleep 600");
    docker("exec", "sink", "sh", "-c", "until netstat -ltn | grep -q :5514; do sleep 0.05; done");
    docker(
        "run",
        "--name",
        "sender",
        "--log-driver",
        "syslog",
        "--log-opt",
        "syslog-address=tcp://127.0.0.1:5514",
        "--log-opt",
        "tag=mine",
        "busybox",
        "echo",
        "sent");
    docker("exec", "sink", "sh", "-c", "until grep -q sent /got; do sleep 0.05; done");
    assertThat(docker("exec", "sink", "cat", "/got").out()).contains("<30>").contains(" mine[");
    assertThat(docker("logs", "sender").out()).isEqualTo("sent\n");
    docker("rm", "-f", "sink", "sender");
  }

  @Test
  void keepsNoReadableCopyWhereNoneIsWanted() {
    docker(
        "run",
        "--name",
        "sent-only",
        "--log-driver",
        "gelf",
        "--log-opt",
        "gelf-address=udp://127.0.0.1:12201",
        "--log-opt",
        "cache-disabled=true",
        "busybox",
        "echo",
        "hi");
    assertThat(daemon.docker("logs", "sent-only").err())
        .contains("configured logging driver does not support reading");
    docker("rm", "sent-only");
    assertThat(
            daemon
                .docker(
                    "create",
                    "--log-driver",
                    "gelf",
                    "--log-opt",
                    "gelf-address=udp://127.0.0.1:12201",
                    "--log-opt",
                    "cache-disabled=perhaps",
                    "busybox")
                .err())
        .contains("invalid value for option cache-disabled: perhaps");
  }

  @Test
  void refusesWhatItCannotReach() {
    Commands.Result result =
        daemon.docker("run", "--rm", "--log-driver", "fluentd", "busybox", "true");
    assertThat(result.err())
        .contains("failed to initialize logging driver: dial tcp 127.0.0.1:24224");
    if (!Files.exists(Path.of("/run/systemd/journal/socket"))) {
      assertThat(daemon.docker("run", "--rm", "--log-driver", "journald", "busybox", "true").err())
          .contains("journald is not enabled on this host");
    }
    assertThat(daemon.docker("create", "--log-driver", "gelf", "busybox").err())
        .contains("gelf-address is a required parameter");
    assertThat(new String(result.stdout(), UTF_8)).isEmpty();
  }
}
