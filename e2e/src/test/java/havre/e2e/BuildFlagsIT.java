package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Flags of `docker build` that few use.
class BuildFlagsIT {
  private static DaemonUnderTest daemon;

  @TempDir Path context;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @BeforeEach
  void writeDockerfile() throws IOException {
    Files.writeString(
        context.resolve("Dockerfile"),
        """
        FROM busybox
        RUN grep h1 /etc/hosts; echo files $(ulimit -n); df -k /dev/shm | tail -1; \\
          cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory.max \\
          cpu/cpu.cfs_quota_us cpu.max 2>/dev/null; cat /proc/self/cgroup; \\
          grep _list /proc/self/status; echo links $(ls /sys/class/net)
        """);
  }

  private Commands.Result build(String... flags) {
    var arguments = new ArrayList<>(List.of(flags));
    arguments.add("--no-cache");
    arguments.add(context.toString());
    return daemon.classicBuild(arguments.toArray(String[]::new));
  }

  @Test
  void limitsWhatStepsMayUse() {
    String out =
        build(
                "--cpu-period",
                "100000",
                "--cpu-quota",
                "50000",
                "--cpuset-cpus",
                "0",
                "--cpuset-mems",
                "0",
                "-m",
                "100m",
                "--memory-swap",
                "200m",
                "--shm-size",
                "8m",
                "--ulimit",
                "nofile=100:200",
                "--cgroup-parent",
                daemon.cgroup() + "/steps")
            .mustSucceed()
            .out();
    assertThat(out)
        .contains("files 100\n", "104857600\n", "50000", daemon.cgroup() + "/steps/")
        .containsPattern("shm +8192 ")
        .containsPattern("Cpus_allowed_list:\\s+0\n")
        .containsPattern("Mems_allowed_list:\\s+0\n");
  }

  @Test
  void buildsWithoutANetworkAndWithNamesAndLabels() {
    Commands.Result result =
        build(
            "--network",
            "none",
            "--add-host",
            "h1:1.2.3.4",
            "--label",
            "a=b",
            "--compress",
            "--isolation",
            "default",
            "-t",
            "flags");
    assertThat(result.mustSucceed().out())
        .containsPattern("1.2.3.4\\s+h1\n")
        .contains("links lo\n");
    assertThat(daemon.docker("image", "inspect", "-f", "{{.Config.Labels}}", "flags").out())
        .isEqualTo("map[a:b]\n");
  }

  @Test
  void asksTheRegistryAgain() throws IOException {
    daemon.docker("tag", "busybox", "127.0.0.1:1/busybox").mustSucceed();
    Files.writeString(context.resolve("Dockerfile"), "FROM 127.0.0.1:1/busybox\n");
    build().mustSucceed();
    assertThat(build("--pull").err()).contains("connection refused");
  }

  @Test
  void refusesWhatThisPlatformLacks() {
    assertThat(build("--squash").err())
        .contains("only supported on a Docker daemon with experimental features enabled");
    assertThat(build("--security-opt", "seccomp=unconfined").err())
        .contains("security options are not supported on linux");
    assertThat(build("--isolation", "hyperv").err()).contains("unsupported isolation: \"hyperv\"");
  }
}
