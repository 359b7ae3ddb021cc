package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `docker run` by the real client.
class RunIT {
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
  void printsWhatTheContainerPrints() {
    Commands.Result result =
        daemon.docker(
            "run",
            "--rm",
            "--name",
            "gone",
            "busybox",
            "sh",
            "-c",
            "echo out; echo err >&2; exit 7");
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(daemon.docker("ps", "-aq", "-f", "name=gone").lines()).isEmpty();
  }

  @Test
  void tellsProgramsThatTheyAreInAContainer() {
    assertThat(daemon.docker("run", "--rm", "busybox", "stat", "-c", "%a %s", "/.dockerenv").out())
        .isEqualTo("755 0\n");
  }

  @Test
  void passesStandardInputAndItsEnd() {
    byte[] input = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    assertThat(daemon.docker(input, "run", "--rm", "-i", "busybox", "wc", "-l").out().trim())
        .isEqualTo("2");
  }

  @Test
  void givesATerminalOfTheClientsSize() {
    try (TerminalSession session =
        terminal("stty cols 101 rows 43; %s run --rm -it busybox sh -c 'stty size; tty'")) {
      assertThat(session.awaitEnd()).isZero();
      assertThat(session.output().lines()).containsExactly("43 101", "/dev/pts/0");
    }
  }

  @Test
  void passesTheExitCodeOfAnInteractiveShell() {
    try (TerminalSession session = terminal("%s run --rm -it busybox sh")) {
      session.await("/ # ").type("exit 9\n");
      assertThat(session.awaitEnd()).isEqualTo(9);
    }
  }

  @Test
  void interruptsByControlC() {
    String program = "trap \"echo interrupted; exit 3\" INT; echo ready; while :; do sleep 1; done";
    try (TerminalSession session = terminal("%s run --rm -it busybox sh -c '" + program + "'")) {
      session.await("ready").type("\003").await("interrupted");
      assertThat(session.awaitEnd()).isEqualTo(3);
    }
  }

  @Test
  void saysThatACommandDoesNotExistAndExits127() {
    Commands.Result result =
        daemon.docker("run", "--rm", "--name", "gone", "busybox", "no-such-command");
    assertThat(result.exitCode()).isEqualTo(127);
    assertThat(result.err())
        .contains("exec: \"no-such-command\": executable file not found in $PATH");
    assertThat(daemon.docker("ps", "-aq", "-f", "name=gone").lines()).isEmpty();
  }

  @Test
  void saysThatACommandMayNotRunAndExits126() {
    Commands.Result result = daemon.docker("run", "--rm", "busybox", "/etc/passwd");
    assertThat(result.exitCode()).isEqualTo(126);
    assertThat(result.err()).contains("permission denied");
  }

  @Test
  void saysThatAnImageIsMissing() {
    Commands.Result result = daemon.docker("create", "--pull=never", "nowhere:1");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains("No such image: nowhere:1");
  }

  @Test
  void refusesANameInUse() {
    daemon.docker("create", "--name", "twice", "busybox").mustSucceed();
    Commands.Result second = daemon.docker("create", "--name", "twice", "busybox");
    assertThat(second.err())
        .contains("Conflict. The container name \"/twice\" is already in use by container");
    daemon.docker("rm", "twice").mustSucceed();
  }

  @Test
  void setsEnvironmentFolderUserAndHostName() {
    Commands.Result result =
        daemon.docker(
            "run",
            "--rm",
            "-e",
            "A=b c",
            "-w",
            "/made/here",
            "-u",
            "www-data",
            "-h",
            "name",
            "busybox",
            "sh",
            "-c",
            "echo $A; pwd; id; hostname; cat /etc/hostname");
    assertThat(result.lines())
        .containsExactly(
            "b c",
            "/made/here",
            "uid=33(www-data) gid=33(www-data) groups=33(www-data)",
            "name",
            "name");
  }

  @Test
  void bindsAFolderOfTheHost() throws java.io.IOException {
    java.nio.file.Path folder = java.nio.file.Files.createTempDirectory("bind");
    try {
      daemon
          .docker("run", "--rm", "-v", folder + ":/data", "busybox", "sh", "-c", "echo x >/data/f")
          .mustSucceed();
      assertThat(folder.resolve("f")).hasContent("x");
      assertThat(
              daemon
                  .docker("run", "--rm", "-v", folder + ":/data:ro", "busybox", "touch", "/data/g")
                  .err())
          .contains("Read-only file system");
    } finally {
      Commands.run("rm", "-rf", folder.toString());
    }
  }

  @Test
  void limitsMemoryAndSaysThatItWasTheReason() {
    daemon.docker(
        "run",
        "--name",
        "greedy",
        "-m",
        "16m",
        "--memory-swap",
        "16m",
        "busybox",
        "sh",
        "-c",
        "exec tail /dev/zero");
    assertThat(
            daemon
                .docker("inspect", "-f", "{{.State.OOMKilled}} {{.State.ExitCode}}", "greedy")
                .out()
                .trim())
        .isEqualTo("true 137");
    daemon.docker("rm", "greedy").mustSucceed();
  }

  @Test
  void attachesDetachesAndAttachesAgain() {
    daemon.docker("run", "-d", "-it", "--name", "shell", "busybox", "sh").mustSucceed();
    for (int round = 0; round < 2; round++) {
      try (TerminalSession session = terminal("%s attach shell")) {
        session.type("echo a$((1+1))b\n").await("a2b").type("\020\021");
        session.awaitEnd();
      }
      assertThat(daemon.docker("inspect", "-f", "{{.State.Status}}", "shell").out().trim())
          .isEqualTo("running");
    }
    daemon.docker("rm", "-f", "shell").mustSucceed();
  }

  @Test
  void runsAnotherProcessInARunningContainer() {
    daemon.docker("run", "-d", "--name", "host", "busybox", "sleep", "1000").mustSucceed();
    Commands.Result result =
        daemon.docker(
            "exec", "-e", "K=v", "-w", "/tmp", "host", "sh", "-c", "echo $K $PWD; exit 4");
    assertThat(result.out()).isEqualTo("v /tmp\n");
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(daemon.docker("exec", "host", "nothing").exitCode()).isEqualTo(127);
    assertThat(daemon.docker("top", "host").out()).contains("sleep 1000");
    daemon.docker("rm", "-f", "host").mustSucceed();
  }

  @Test
  void initReapsAndForwards() {
    assertThat(daemon.docker("run", "--rm", "--init", "busybox", "ps", "-o", "pid,args").out())
        .containsPattern("1 .*init");
  }

  /// Runs a shell line with a terminal for its streams; `%s` stands for the client.
  private static TerminalSession terminal(String line) {
    return TerminalSession.start(line.formatted("docker -H unix://" + daemon.socket()));
  }

  @Test
  void givesAHomeWhereTheRequestsIsEmpty() {
    assertThat(daemon.docker("run", "--rm", "-e", "HOME=", "busybox", "env").lines())
        .contains("HOME=/root");
  }

  @Test
  void tellsThePastUpToATime() {
    String id = daemon.docker("create", "--name", "told", "busybox", "true").mustSucceed().out();
    daemon.docker("rm", "told").mustSucceed();
    Instant now = Instant.now();
    assertThat(
            daemon
                .docker(
                    "events",
                    "--until=%d.%09d".formatted(now.getEpochSecond(), now.getNano()),
                    "-f",
                    "container=" + id.strip(),
                    "--format={{.Action}}")
                .mustSucceed()
                .lines())
        .containsExactly("create", "destroy");
  }
}
