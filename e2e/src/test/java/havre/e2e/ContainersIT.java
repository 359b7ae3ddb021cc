package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rules between containers and for their execs that clients rely on, by the docker command line.
class ContainersIT {
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @AfterEach
  void removeAll() {
    for (String id : daemon.docker("ps", "-aq").lines()) {
      daemon.docker("rm", "-f", id).mustSucceed();
    }
  }

  @Test
  void whatIsRemovedAtItsEndOutlivesARestart() {
    sleeper("once", "--rm");
    daemon.docker("restart", "-t", "0", "once").mustSucceed();
    assertThat(daemon.docker("inspect", "-f", "{{.State.Status}}", "once").out().trim())
        .isEqualTo("running");
  }

  @Test
  void onlySharedNamespacesOfRunningContainersAreJoined() {
    sleeper("private");
    sleeper("shareable", "--ipc", "shareable");
    assertThat(daemon.docker("run", "--ipc", "container:private", "busybox", "true").err())
        .contains("failed to join IPC namespace: container", ": non-shareable IPC");
    daemon.docker("run", "--ipc", "container:shareable", "busybox", "true").mustSucceed();
    daemon.docker("create", "--name", "stopped", "busybox").mustSucceed();
    assertThat(daemon.docker("run", "--pid", "container:stopped", "busybox", "true").err())
        .contains("failed to join PID namespace: container", "is not running");
  }

  @Test
  void aNetworkOfItsOwnIsOpenToEveryUser() {
    assertThat(
            daemon
                .docker(
                    "run",
                    "--user",
                    "1000",
                    "busybox",
                    "cat",
                    "/proc/sys/net/ipv4/ip_unprivileged_port_start",
                    "/proc/sys/net/ipv4/ping_group_range")
                .mustSucceed()
                .lines())
        .containsExactly("0", "0\t2147483647");
  }

  @Test
  void anExecThatCannotBeSaysWhy() {
    sleeper("web");
    Commands.Result nobody = daemon.docker("exec", "--user", "nosuch", "web", "id");
    assertThat(nobody.out())
        .contains("unable to find user nosuch: no matching entries in passwd file");
    assertThat(nobody.exitCode()).isEqualTo(126);
    assertThat(daemon.docker("exec", "web", "nosuch").exitCode()).isEqualTo(127);
    assertThat(daemon.docker("exec", "web", "/etc").exitCode()).isEqualTo(126);
  }

  @Test
  void aLinkNamesItsTargetToo() {
    sleeper("db");
    sleeper("app", "--link", "db:store");
    assertThat(
            daemon
                .docker("ps", "--no-trunc", "--filter", "name=db", "--format", "{{.Names}}")
                .lines())
        .containsExactly("app/store,db");
    assertThat(daemon.docker("inspect", "-f", "{{.Name}}", "app/store").out().trim())
        .isEqualTo("/db");
  }

  @Test
  void theWorkingDirectoryIsTidied() {
    daemon.docker("create", "--name", "tidy", "-w", "/tmp//x/../", "busybox").mustSucceed();
    assertThat(daemon.docker("inspect", "-f", "{{.Config.WorkingDir}}", "tidy").out().trim())
        .isEqualTo("/tmp");
  }

  private static void sleeper(String name, String... options) {
    String[] arguments = new String[options.length + 7];
    arguments[0] = "run";
    arguments[1] = "-d";
    arguments[2] = "--name";
    arguments[3] = name;
    System.arraycopy(options, 0, arguments, 4, options.length);
    arguments[options.length + 4] = "busybox";
    arguments[options.length + 5] = "sleep";
    arguments[options.length + 6] = "1000";
    daemon.docker(arguments).mustSucceed();
  }

  @Test
  void filtersByWhatAnImageIsMadeOfAndByPortsOfTheHost() {
    daemon
        .classicBuild("FROM busybox\nLABEL a=1\n".getBytes(StandardCharsets.UTF_8), "-t", "x", "-")
        .mustSucceed();
    String id =
        daemon
            .docker("run", "-d", "-p", "8099:80", "x", "sleep", "1000")
            .mustSucceed()
            .out()
            .strip();
    assertThat(found("ancestor=busybox")).contains(id);
    assertThat(found("publish=8090-8099")).containsExactly(id);
    assertThat(found("publish=80")).isEmpty();
    daemon.docker("rmi", "-f", "x").mustSucceed();
    assertThat(daemon.docker("ps", "--filter", "id=" + id, "--format", "{{.Image}}").out().strip())
        .isNotEqualTo("x")
        .hasSize(12);
    daemon.docker("rm", "-f", id).mustSucceed();
  }

  private static List<String> found(String filter) {
    return daemon.docker("ps", "-aq", "--no-trunc", "--filter", filter).mustSucceed().lines();
  }

  @Test
  void prunesWhatWasMadeBeforeAnInstant() {
    String old = daemon.docker("create", "--label", "p", "busybox").mustSucceed().out().strip();
    Instant now = Instant.now();
    String young = daemon.docker("create", "--label", "p", "busybox").mustSucceed().out().strip();
    String until = "until=%d.%09d".formatted(now.getEpochSecond(), now.getNano());
    assertThat(
            daemon
                .docker("container", "prune", "-f", "--filter", "label=p", "--filter", until)
                .mustSucceed()
                .out())
        .contains(old)
        .doesNotContain(young);
    daemon.docker("rm", young).mustSucceed();
  }
}
