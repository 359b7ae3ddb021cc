package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Options of `docker run`, by what the container sees of them.
class OptionsIT {
  private static final String DEVICES =
      """
      kind: vendor.com/toy
      devices:
      - name: one
        containerEdits:
          env: ["TOY=one"]
          deviceNodes:
          - path: /dev/toy
            hostPath: /dev/null
            permissions: rw
      """;
  private static DaemonUnderTest daemon;

  @TempDir static Path devices;

  @BeforeAll
  static void startDaemon() throws IOException {
    Files.writeString(devices.resolve("toy.yaml"), DEVICES);
    daemon = DaemonUnderTest.withBusybox("--cdi-spec-dir", devices.toString());
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "--oom-score-adj 500 > cat /proc/self/oom_score_adj > 500",
        "--cpuset-cpus 0 > grep Cpus_allowed_list /proc/self/status > Cpus_allowed_list: 0",
        "--sysctl kernel.msgmax=9000 > cat /proc/sys/kernel/msgmax > 9000",
        "--sysctl net.ipv4.ip_forward=1 > cat /proc/sys/net/ipv4/ip_forward > 1",
        "--ipc none > test -d /dev/shm || echo none > none",
        "--security-opt seccomp=unconfined > grep Seccomp: /proc/self/status > Seccomp: 0",
        "--security-opt no-new-privileges > grep NoNewPrivs /proc/self/status > NoNewPrivs: 1",
        "--security-opt systempaths=unconfined > grep -c '^proc /proc/' /proc/mounts || true > 0",
        "--cap-drop ALL --cap-add NET_RAW > grep CapBnd /proc/self/status > CapBnd: 0000000000002000",
        "--group-add 100 > id -G | grep -wc 100 > 1",
        "--shm-size 10m > df -k /dev/shm | awk 'END{print $2}' > 10240",
        "--ulimit nofile=100:200 > ulimit -n; ulimit -Hn > 100 200",
        "--init > cat /proc/1/comm > docker-init",
        "--uts host --ipc host > echo fine > fine",
        "--device /dev/null:/dev/other > test -c /dev/other && echo there > there",
      })
  void containerSees(String flags, String command, String seen) {
    var arguments = new ArrayList<>(List.of("run", "--rm"));
    arguments.addAll(List.of(flags.split(" ")));
    arguments.addAll(List.of("busybox", "sh", "-c", command));
    Commands.Result result = daemon.docker(arguments.toArray(String[]::new));
    assertThat(result.err()).isEmpty();
    assertThat(result.out().trim().replaceAll("\\s+", " ")).isEqualTo(seen);
  }

  @Test
  void whatFollowsFromSharingShowsInInspect() {
    daemon.docker("create", "--name", "shares", "--pid", "host", "busybox").mustSucceed();
    Commands.Result inspect =
        daemon.docker("inspect", "-f", "{{json .HostConfig.SecurityOpt}}", "shares");
    assertThat(inspect.out().trim()).isEqualTo("[\"label=disable\"]");
    daemon.docker("rm", "shares").mustSucceed();
  }

  @Test
  void aSysctlOfTheHostIsRefused() {
    Commands.Result result =
        daemon.docker(
            "run",
            "--rm",
            "--network",
            "host",
            "--sysctl",
            "net.ipv4.ip_forward=1",
            "busybox",
            "true");
    assertThat(result.err())
        .contains("sysctl \"net.ipv4.ip_forward\" not allowed in host network namespace");
    assertThat(result.exitCode()).isNotZero();
  }

  @Test
  void devicesOfADriverThatIsNotThereAreRefused() {
    Commands.Result result = daemon.docker("run", "--rm", "--gpus", "all", "busybox", "true");
    assertThat(result.err())
        .contains("could not select device driver \"\" with capabilities: [[gpu]]");
  }

  @Test
  void aVendorsDeviceBringsWhatItsDescriptionSays() {
    Commands.Result result =
        daemon.docker(
            "run",
            "--rm",
            "--device",
            "vendor.com/toy=one",
            "busybox",
            "sh",
            "-c",
            "echo $TOY; test -c /dev/toy && echo x >/dev/toy && echo there");
    assertThat(result.mustSucceed().lines()).containsExactly("one", "there");
    assertThat(
            daemon.docker("run", "--rm", "--device", "vendor.com/toy=two", "busybox", "true").err())
        .contains("CDI device injection failed: unresolvable CDI devices vendor.com/toy=two");
  }
}
