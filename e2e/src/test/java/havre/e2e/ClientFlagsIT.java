package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flags of the docker command line that few use.
class ClientFlagsIT {
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

  private static TerminalSession terminal(String line) {
    return TerminalSession.start(line.formatted("docker -H unix://" + daemon.socket()));
  }

  @Test
  void importsWithAMessage() throws IOException {
    Path archive = folder.resolve("tree.tar");
    docker("create", "--name", "tree", "busybox", "true");
    docker("export", "-o", archive.toString(), "tree");
    docker("import", "--message", "brought along", archive.toString(), "brought:1");
    assertThat(docker("history", "--format", "{{.Comment}}", "brought:1"))
        .isEqualTo("brought along\n");
    docker("rmi", "brought:1");
    docker("rm", "tree");
  }

  @Test
  void prunesImagesByAge() {
    docker("import", "-c", "LABEL a=b", "/dev/null");
    assertThat(docker("image", "prune", "-f", "--filter", "until=1h"))
        .isEqualTo("Total reclaimed space: 0B\n");
    assertThat(docker("image", "prune", "-f", "--filter", "label=a=b"))
        .startsWith("Deleted Images:\ndeleted: sha256:");
  }

  @Test
  void updatesFurtherLimits() {
    docker("run", "-d", "--name", "limits", "-m", "64m", "busybox", "sleep", "1000");
    docker(
        "update",
        "--cpu-period",
        "50000",
        "--cpu-quota",
        "25000",
        "--cpuset-mems",
        "0",
        "--memory-reservation",
        "32m",
        "--memory",
        "96m",
        "--memory-swap",
        "128m",
        "limits");
    String format =
        "{{with .HostConfig}}{{.CpuPeriod}} {{.CpuQuota}} {{.CpusetMems}} {{.MemoryReservation}}"
            + " {{.Memory}} {{.MemorySwap}}{{end}}";
    assertThat(docker("inspect", "-f", format, "limits"))
        .isEqualTo("50000 25000 0 33554432 100663296 134217728\n");
    docker("rm", "-f", "limits");
  }

  /// The client asks the daemon what it runs on.
  @Test
  void takesNoFlagsOfWindows() {
    Commands.Result result =
        daemon.docker(
            "create",
            "--cpu-count=2",
            "--cpu-percent=3",
            "--io-maxbandwidth=4",
            "--io-maxiops=5",
            "busybox");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains("only supported on a Docker daemon running on windows");
  }

  @Test
  void measuresAndKeepsStoppedContainers() {
    docker("create", "--name", "stopped", "busybox");
    assertThat(docker("stats", "--all", "--no-stream", "--format", "{{.Name}}").lines())
        .contains("stopped");
    Commands.Result restored =
        daemon.docker("start", "--checkpoint", "x", "--checkpoint-dir", "/nothing", "stopped");
    assertThat(restored.exitCode()).isNotZero();
    docker("rm", "stopped");
  }

  @Test
  void leavesExecsAndContainersByKeysOfTheUsersChoice() {
    docker("create", "-it", "--name", "shell", "busybox", "sh");
    try (TerminalSession session =
        terminal("%s start --attach --interactive --detach-keys ctrl-x,d shell")) {
      session.await("/ #").type("\030d");
      session.awaitEnd();
    }
    assertThat(docker("inspect", "-f", "{{.State.Status}}", "shell")).isEqualTo("running\n");
    try (TerminalSession session =
        terminal("%s exec --interactive --tty --detach-keys ctrl-x,d shell sh")) {
      session.await("/ #").type("\030d");
      session.awaitEnd();
    }
    byte[] input = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    assertThat(daemon.docker(input, "exec", "--interactive", "shell", "wc", "-l").out().strip())
        .isEqualTo("2");
    docker("rm", "-f", "shell");
  }

  @Test
  void watchesWithoutTypingOrSignalling() {
    docker("run", "-d", "-i", "--name", "reader", "busybox", "sh", "-c", "read l; echo got $l");
    try (TerminalSession session = terminal("%s attach --no-stdin --sig-proxy=false reader")) {
      session.type("nothing\n");
      daemon.docker("hello\n".getBytes(StandardCharsets.UTF_8), "attach", "reader").mustSucceed();
      assertThat(docker("wait", "reader")).isEqualTo("0\n");
    }
    assertThat(docker("logs", "reader")).isEqualTo("got hello\n");
    docker("rm", "reader");
  }

  @Test
  void copiesQuietly() throws IOException {
    Path file = Files.writeString(folder.resolve("quiet"), "text");
    docker("create", "--name", "still", "busybox");
    Commands.Result result = daemon.docker("cp", "--quiet", file.toString(), "still:/quiet");
    assertThat(result.mustSucceed().out() + result.err()).isEmpty();
    docker("rm", "still");
  }

  @Test
  void limitsTheStepsOfClassicBuilds() throws IOException {
    Files.writeString(
        folder.resolve("Dockerfile"),
        """
        FROM busybox
        RUN grep up$ /etc/hosts; grep Cpus_allowed_list /proc/self/status; ulimit -n; \\
            df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d' ' -f2; ls /sys/class/net
        """);
    Commands.Result result =
        daemon.classicBuild(
            "--add-host",
            "up:192.0.2.7",
            "--cgroup-parent",
            daemon.cgroup() + "/builds",
            "--compress",
            "--cpu-period",
            "50000",
            "--cpu-quota",
            "40000",
            "--cpuset-cpus",
            "0",
            "--cpuset-mems",
            "0",
            "--isolation",
            "default",
            "--label",
            "a=b",
            "--memory",
            "64m",
            "--memory-swap",
            "64m",
            "--network",
            "none",
            "--pull=false",
            "--shm-size",
            "1m",
            "--ulimit",
            "nofile=123",
            "-t",
            "limited",
            folder.toString());
    assertThat(result.mustSucceed().out())
        .contains("192.0.2.7\tup\n", "Cpus_allowed_list:\t0\n123\n1024\nlo\n");
    assertThat(docker("inspect", "-f", "{{.Config.Labels}}", "limited")).isEqualTo("map[a:b]\n");
    docker("rmi", "limited");
  }
}
