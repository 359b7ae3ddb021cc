package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.ErrorKind;
import havre.linux.process.Signals;
import havre.runtime.Mount;
import havre.runtime.RunningContainer;
import havre.runtime.SandboxNetwork;
import havre.runtime.StartFailure;
import havre.runtime.WindowSize;
import havre.runtime.streams.IoDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HolderRuntimeIT {
  private final ContainerFixture fixture = new ContainerFixture();

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void runsAProgramToItsEnd() {
    var result = fixture.run("echo out; echo err >&2; exit 3");
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("out\n");
    assertThat(result.err()).isEqualTo("err\n");
  }

  @Test
  void isProcessOneWithItsOwnNames() {
    var result = fixture.run("echo $$; hostname; ps | wc -l");
    assertThat(result.out()).startsWith("1\nbox\n");
  }

  @Test
  void leavesNothingBehind() throws IOException {
    fixture.run("true");
    try (var left = Files.list(fixture.directory.resolve("run/containers"))) {
      assertThat(left).isEmpty();
    }
    try (var left = Files.list(Path.of("/sys/fs/cgroup/pids" + fixture.cgroupParent))) {
      assertThat(left.filter(Files::isDirectory)).isEmpty();
    }
  }

  @Test
  void isKilledByASignal() throws Exception {
    RunningContainer container = fixture.sh("sleep 100");
    container.signal(Signals.SIGKILL);
    var exit = container.awaitExit();
    assertThat(exit.code()).isEqualTo(137);
    assertThat(exit.signal()).isEqualTo(9);
    container.signal(Signals.SIGTERM);
    container.release();
  }

  @Test
  void tellsItsEndOnceToEachListener() throws Exception {
    RunningContainer container = fixture.sh("exit 5");
    var told = new CompletableFuture<Integer>();
    container.onExit(exit -> told.complete(exit.code()));
    assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(5);
    container.release();
  }

  @Test
  void readsItsInputToTheEnd() throws Exception {
    var process = fixture.process("cat").openStdin(true).build();
    RunningContainer container = fixture.start(fixture.launch(process).build());
    IoDescriptors io = container.takeIo();
    ContainerFixture.write(io.stdin(), "hello\n");
    io.stdin().close();
    container.closeStdin();
    assertThat(ContainerFixture.read(io.stdout())).isEqualTo("hello\n");
    assertThat(container.awaitExit().code()).isZero();
    io.stdout().close();
    io.stderr().close();
    container.release();
  }

  @Test
  void hasATerminal() throws Exception {
    var process =
        fixture
            .process("sh", "-c", "tty; stty size; read x; stty size; ls -l /dev/console")
            .terminal(true)
            .openStdin(true)
            .consoleSize(80, 24)
            .build();
    RunningContainer container = fixture.start(fixture.launch(process).build());
    IoDescriptors io = container.takeIo();
    String first = ContainerFixture.readUntil(io.terminal(), "24 80");
    assertThat(first).contains("/dev/pts/0").contains("24 80");
    container.resize(new WindowSize(100, 30));
    ContainerFixture.write(io.terminal(), "go\n");
    assertThat(ContainerFixture.read(io.terminal())).contains("30 100").contains("/dev/console");
    assertThat(container.terminal()).isTrue();
    assertThat(container.awaitExit().code()).isZero();
    ContainerFixture.close(io);
    container.release();
  }

  @Test
  void runsFurtherProcesses() {
    RunningContainer container = fixture.sh("sleep 100");
    var exec = container.exec("one", fixture.process("sh", "-c", "ps; hostname; exit 7").build());
    var result = fixture.finish(exec);
    assertThat(result.code()).isEqualTo(7);
    assertThat(result.out()).contains("sleep 100").contains("box");
    var terminal = container.exec("two", fixture.process("tty").terminal(true).build());
    assertThat(fixture.finish(terminal).out()).contains("/dev/pts/");
    assertThatThrownBy(() -> container.exec("three", fixture.process("nosuch").build()))
        .isInstanceOf(StartFailure.class)
        .hasMessage(
            "OCI runtime exec failed: exec failed: unable to start container process:"
                + " exec: \"nosuch\": executable file not found in $PATH: unknown");
    assertThat(container.execs()).isEmpty();
    container.signal(Signals.SIGKILL);
    fixture.finish(container);
  }

  @Test
  void saysWhatCannotBeExecuted() {
    assertFailure(
        "foo",
        "exec: \"foo\": executable file not found in $PATH: unknown",
        StartFailure.NOT_FOUND);
    assertFailure(
        "/foo",
        "exec: \"/foo\": stat /foo: no such file or directory: unknown",
        StartFailure.NOT_FOUND);
    assertFailure(
        "/etc/passwd",
        "exec: \"/etc/passwd\": permission denied: unknown",
        StartFailure.NOT_EXECUTABLE);
    assertFailure(
        "/etc",
        "exec: \"/etc\": is a directory: unknown: permission denied",
        StartFailure.NOT_EXECUTABLE);
    assertThat(fixture.directory.resolve("run/containers")).isEmptyDirectory();
  }

  private void assertFailure(String program, String end, int exitCode) {
    var launch = fixture.launch(fixture.process(program).build()).build();
    assertThatThrownBy(() -> fixture.runtime.start(launch, SandboxNetwork.NONE))
        .isInstanceOfSatisfying(
            StartFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID);
              assertThat(failure.exitCode()).isEqualTo(exitCode);
            })
        .hasMessage(
            "failed to create task for container: failed to create shim task: OCI runtime create"
                + " failed: runc create failed: unable to start container process: "
                + end);
  }

  @Test
  void whatIsNoProgramStartsAndEnds() throws IOException {
    Path layer = fixture.layer();
    Path script = Files.writeString(layer.resolve("script"), "#!/nosuch\n");
    script.toFile().setExecutable(true);
    var launch = fixture.launch(fixture.rootfs(layer), fixture.process("/script").build()).build();
    var result = fixture.finish(fixture.start(launch));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).isEqualTo("exec /script: no such file or directory\n");
  }

  @Test
  void survivesItsDaemon() throws Exception {
    RunningContainer before =
        fixture.sh("echo early; while [ ! -e /tmp/go ]; do sleep 0.05; done; echo late; exit 4");
    fixture.runtime.close();
    fixture.runtime = fixture.open();
    RunningContainer after = fixture.runtime.reattach(before.id()).orElseThrow();
    assertThat(after.pid()).isEqualTo(before.pid());
    assertThat(after.startedAt()).isEqualTo(before.startedAt());
    assertThat(fixture.finish(after.exec("go", fixture.process("touch", "/tmp/go").build())).code())
        .isZero();
    var result = fixture.finish(after);
    assertThat(result.code()).isEqualTo(4);
    assertThat(result.out()).isEqualTo("early\nlate\n");
    assertThat(fixture.runtime.reattach(before.id())).isEmpty();
  }

  @Test
  void endsWhileNoDaemonIsThere() throws Exception {
    RunningContainer before = fixture.sh("echo kept; exit 9");
    before.awaitExit();
    fixture.runtime.close();
    fixture.runtime = fixture.open();
    RunningContainer after = fixture.runtime.reattach(before.id()).orElseThrow();
    assertThat(after.exit()).isPresent();
    assertThat(after.awaitExit().code()).isEqualTo(9);
    assertThat(fixture.finish(after).out()).isEqualTo("kept\n");
  }

  @Test
  void bindsAndTmpfs() throws IOException {
    Path shared = Files.createDirectory(fixture.directory.resolve("shared"));
    Files.writeString(shared.resolve("file"), "from outside\n");
    var launch =
        fixture
            .launch(
                fixture
                    .process(
                        "sh",
                        "-c",
                        "cat /data/ro/file; touch /data/ro/x; touch /data/rw/y; cat /single; grep /ram /proc/mounts")
                    .build())
            .mounts(
                List.of(
                    Mount.Bind.of(shared, "/data/ro", true),
                    Mount.Bind.of(shared, "/data/rw", false),
                    Mount.Bind.of(shared.resolve("file"), "/single", true),
                    new Mount.Tmpfs("/ram", 1 << 20, 01777, List.of("exec"))))
            .build();
    var result = fixture.finish(fixture.start(launch));
    assertThat(result.out())
        .startsWith(
            "from outside\nfrom outside\ntmpfs /ram tmpfs rw,nosuid,nodev,relatime,size=1024k");
    assertThat(result.err()).contains("/data/ro/x: Read-only file system");
    assertThat(shared.resolve("y")).exists();
    assertThat(shared.resolve("x")).doesNotExist();
  }

  @Test
  void initReapsAndForwards() throws Exception {
    var launch =
        fixture
            .launch(
                fixture
                    .process(
                        "sh",
                        "-c",
                        "trap 'echo got; exit 6' TERM; cat /proc/1/cmdline | tr '\\000' ' '; echo; while true; do sleep 0.05; done")
                    .build())
            .init(true)
            .build();
    RunningContainer container = fixture.start(launch);
    IoDescriptors io = container.takeIo();
    assertThat(ContainerFixture.readUntil(io.stdout(), "\n"))
        .startsWith("/sbin/docker-init -- sh -c");
    container.signal(Signals.SIGTERM);
    assertThat(ContainerFixture.read(io.stdout())).contains("got");
    assertThat(container.awaitExit().code()).isEqualTo(6);
    ContainerFixture.close(io);
    container.release();
  }

  @Test
  void setsLimitsSysctlsAndTheWorkingDirectory() {
    var launch =
        fixture
            .launch(
                fixture
                    .process(
                        "sh",
                        "-c",
                        "ulimit -n; cat /proc/sys/net/ipv4/ip_forward; pwd; cat /proc/self/oom_score_adj; touch /x")
                    .rlimits(List.of(new havre.runtime.Rlimit("nofile", 100, 200)))
                    .workingDirectory("/new/place")
                    .build())
            .sysctls(Map.of("net.ipv4.ip_forward", "1"))
            .oomScoreAdj(300)
            .build();
    var result = fixture.finish(fixture.start(launch));
    assertThat(result.out()).isEqualTo("100\n1\n/new/place\n300\n");
  }

  @Test
  void killsAllWithItsFirstProcess() throws Exception {
    RunningContainer container = fixture.sh("sleep 100 & sleep 100 & wait");
    var exec = container.exec("x", fixture.process("sleep", "100").build());
    assertThat(container.processes().size()).isGreaterThanOrEqualTo(2);
    container.signalAll(Signals.SIGKILL);
    assertThat(container.awaitExit().code()).isEqualTo(137);
    assertThat(exec.awaitExit().code()).isEqualTo(137);
    container.release();
  }
}
