package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our own command line: a first session, terminals, and the lines of Docker's first years.
class HavreIT {
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

  @AfterEach
  void removeContainers() {
    for (String id : daemon.docker("ps", "-aq").lines()) {
      daemon.docker("rm", "-f", id);
    }
  }

  @Test
  void runsAnIntroductionToDocker() {
    try (TerminalSession session = terminal("run -i -t -name first busybox /bin/sh")) {
      session.await("Hint: -name is the old form of --name").await("/ # ");
      session.type("echo a$((1+1))b; exit\n").await("a2b");
      assertThat(session.awaitEnd()).isZero();
    }
    assertThat(daemon.havre("images").out()).contains("busybox").contains("latest");
    assertThat(daemon.havre("history", "busybox").out()).contains("Imported from");
    assertThat(daemon.havre("ps").lines()).hasSize(1);
    assertThat(daemon.havre("ps", "-a").out()).contains("first").contains("Exited (0)");
    assertThat(daemon.havre("logs", "first").out()).contains("a2b");
    String id =
        daemon
            .havre(
                "run", "-d", "-p", "8888:80", "--name", "web", "busybox", "httpd", "-f", "-h",
                "/etc")
            .mustSucceed()
            .out()
            .strip();
    assertThat(Commands.run("curl", "-s", "localhost:8888/hostname").out().strip())
        .isEqualTo(id.substring(0, 12));
    assertThat(daemon.havre("port", "web").out()).contains("80/tcp -> 0.0.0.0:8888");
  }

  @Test
  void givesATerminalOfItsOwnSizeAndFollowsIt() throws IOException {
    Path tty = folder.resolve("tty");
    String program = "trap \"stty size\" WINCH; stty size; while :; do sleep 0.1; done";
    String line =
        "stty cols 101 rows 43; tty >%s; exec %s run --rm -it --name sized busybox sh -c '%s'";
    try (TerminalSession session = TerminalSession.start(line.formatted(tty, havre(), program))) {
      session.await("43 101");
      Commands.run("stty", "-F", Files.readString(tty).strip(), "cols", "90", "rows", "33");
      session.await("33 90");
    }
  }

  @Test
  void interruptsByControlC() {
    String program = "trap \"echo interrupted; exit 3\" INT; echo ready; while :; do sleep 1; done";
    try (TerminalSession session = terminal("run --rm -it busybox sh -c '" + program + "'")) {
      session.await("ready").type("\003").await("interrupted");
      assertThat(session.awaitEnd()).isEqualTo(3);
    }
  }

  @Test
  void passesControlCOnWithoutATerminalInside() {
    String program =
        "trap \"echo interrupted; exit 4\" INT; echo ready; while :; do sleep 0.1; done";
    try (TerminalSession session = terminal("run --rm -i busybox sh -c '" + program + "'")) {
      session.await("ready").type("\003").await("interrupted");
      assertThat(session.awaitEnd()).isEqualTo(4);
    }
  }

  @Test
  void detachesAndAttachesAgain() {
    try (TerminalSession session = terminal("run -it --name shell busybox sh")) {
      session.await("/ # ").type("\020\021").await("read escape sequence");
      assertThat(session.awaitEnd()).isZero();
    }
    try (TerminalSession session = terminal("attach --detach-keys ctrl-x,d shell")) {
      session.type("echo a$((1+1))b\n").await("a2b").type("\030d").await("read escape sequence");
      session.awaitEnd();
    }
    assertThat(daemon.havre("inspect", "-f", "{{.State.Status}}", "shell").out().strip())
        .isEqualTo("running");
  }

  @Test
  void givesTheTerminalBackAsItWas() {
    String line = "stty -a >/tmp/before; %s run --rm -it busybox true; stty -a";
    try (TerminalSession session =
        TerminalSession.start(
            line.replace("/tmp/before", folder.resolve("before").toString()).formatted(havre()))) {
      assertThat(session.awaitEnd()).isZero();
      assertThat(session.output().strip())
          .isEqualTo(Files.readString(folder.resolve("before")).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void takesInputUntilItEnds() {
    String line = "echo one | %s run --rm -i busybox wc -l".formatted(havre());
    assertThat(Commands.run("sh", "-c", line).out().strip()).isEqualTo("1");
  }

  @Test
  void refusesATerminalWithoutOne() {
    daemon.docker("run", "-d", "--name", "idle", "busybox", "sleep", "1000").mustSucceed();
    for (List<String> line :
        List.of(
            List.of("run", "--rm", "-it", "busybox", "true"),
            List.of("exec", "-it", "idle", "true"))) {
      Commands.Result havre = daemon.havre(line.toArray(String[]::new));
      assertThat(havre.err()).contains("the input device is not a TTY");
      assertThat(havre.exitCode()).isEqualTo(daemon.docker(line.toArray(String[]::new)).exitCode());
    }
  }

  private static String havre() {
    return Path.of(System.getProperty("havre.root")).resolve("out/bin/havre")
        + " -H unix://"
        + daemon.socket();
  }

  /// A shell that waits for the command would be interrupted together with it, and end as dash
  /// does.
  private static TerminalSession terminal(String arguments) {
    return TerminalSession.start("exec " + havre() + " " + arguments);
  }
}
