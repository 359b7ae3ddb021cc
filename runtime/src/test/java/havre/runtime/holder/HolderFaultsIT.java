package havre.runtime.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.ContainerId;
import havre.common.HavreException;
import havre.linux.cgroup.CgroupLimits;
import havre.linux.io.Pipe;
import havre.linux.io.Poll;
import havre.linux.process.Signals;
import havre.runtime.Launch;
import havre.runtime.Resources;
import havre.runtime.RunningContainer;
import havre.runtime.SandboxNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What happens when somebody dies, or many start at once.
class HolderFaultsIT {
  private final ContainerFixture fixture = new ContainerFixture();

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  @Test
  void aContainerWhoseHolderIsKilledEnds() throws Exception {
    RunningContainer container = fixture.sh("sleep 100");
    Signals.send(parentOf(container.pid()), Signals.SIGKILL);
    assertThat(container.awaitExit().code()).isEqualTo(137);
    container.release();
    assertThat(fixture.cgroups.at(container.cgroupPath()).exists()).isFalse();
  }

  @Test
  void holdersIgnoreTheSignalsOfAShutdown() {
    RunningContainer container = fixture.sh("sleep 100");
    int holder = parentOf(container.pid());
    for (int signal : List.of(Signals.SIGTERM, Signals.SIGINT, Signals.SIGHUP)) {
      Signals.send(holder, signal);
    }
    assertThat(fixture.finish(container.exec("x", fixture.process("true").build())).code())
        .isZero();
    container.signal(Signals.SIGKILL);
    assertThat(fixture.finish(container).code()).isEqualTo(137);
  }

  @Test
  void nobodyElseCanTalkToAHolder() throws IOException {
    RunningContainer container = fixture.sh("sleep 100");
    Path socket =
        fixture.directory.resolve("run/containers/" + container.id().value() + "/holder.sock");
    assertThat(Files.getPosixFilePermissions(socket))
        .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    container.signal(Signals.SIGKILL);
    fixture.finish(container);
  }

  @Test
  void anIdIsStartedOnce() {
    Launch launch = fixture.launch(fixture.process("sleep", "100").build()).build();
    RunningContainer container = fixture.start(launch);
    assertThatThrownBy(() -> fixture.start(launch)).isInstanceOf(HavreException.class);
    assertThat(container.exit()).isEmpty();
    container.signal(Signals.SIGKILL);
    fixture.finish(container);
  }

  @Test
  void discardTakesAwayAll() {
    RunningContainer container = fixture.sh("sleep 100 & sleep 100");
    container.exec("x", fixture.process("sleep", "100").build());
    fixture.runtime.discard(container.id());
    assertThat(fixture.runtime.reattach(container.id())).isEmpty();
    assertThat(fixture.cgroups.at(container.cgroupPath()).exists()).isFalse();
    assertThat(fixture.directory.resolve("run/containers")).isEmptyDirectory();
    fixture.runtime.discard(container.id());
  }

  @Test
  void discardEndsWhatHasOutlivedDaemonAndHolder() {
    RunningContainer container = fixture.sh("sleep 100");
    int holder = parentOf(container.pid());
    fixture.runtime.close();
    Signals.send(holder, Signals.SIGKILL);
    fixture.runtime = fixture.open();
    fixture.runtime.discard(container.id());
    assertThat(fixture.cgroups.at(container.cgroupPath()).exists()).isFalse();
    assertThat(fixture.directory.resolve("run/containers")).isEmptyDirectory();
  }

  /// As the daemon leaves it that is killed between the opening and the writing of the file.
  @Test
  void aStartCutOffBeforeItsCgroupWasRecordedIsTakenBack() throws Exception {
    Launch launch = fixture.launch(fixture.process("true").build()).build();
    Path state = fixture.directory.resolve("run/containers/" + launch.id());
    Files.createDirectories(state);
    Files.createFile(state.resolve("cgroup"));
    assertThat(fixture.runtime.reattach(launch.id())).isEmpty();
    fixture.runtime.discard(launch.id());
    fixture.finish(fixture.start(launch));
  }

  @Test
  void anExecOutlivesItsDaemonToo() throws Exception {
    RunningContainer before = fixture.sh("sleep 100");
    before.exec("job", fixture.process("sh", "-c", "echo kept; exit 3").build()).awaitExit();
    fixture.runtime.close();
    fixture.runtime = fixture.open();
    RunningContainer after = fixture.runtime.reattach(before.id()).orElseThrow();
    assertThat(after.execs()).containsExactly("job");
    var result = fixture.finish(after.reattachExec("job").orElseThrow());
    assertThat(result.code()).isEqualTo(3);
    assertThat(result.out()).isEqualTo("kept\n");
    assertThat(after.execs()).isEmpty();
    after.signal(Signals.SIGKILL);
    fixture.finish(after);
  }

  @Test
  void seesKillsForWantOfMemory() throws Exception {
    long limit = 16L << 20;
    var limits = new CgroupLimits(limit, 0, limit, false, 0, 0, 0, "", "", 0, 0, List.of());
    Launch launch =
        fixture
            .launch(fixture.process("sh", "-c", "x=$(yes | head -c 100000000); echo no").build())
            .resources(new Resources(fixture.cgroupParent, limits))
            .build();
    RunningContainer container = fixture.start(launch);
    var exit = container.awaitExit();
    assertThat(exit.oomKilled()).isTrue();
    container.release();
  }

  @Test
  void holdsDescriptorsUntilTheEnd() throws Exception {
    try (Pipe pipe = Pipe.create()) {
      Launch launch =
          fixture
              .launch(fixture.process("cat").openStdin(true).build())
              .held(List.of(pipe.writeEnd()))
              .build();
      RunningContainer container = fixture.start(launch);
      pipe.writeEnd().close();
      assertThat(Poll.readable(pipe.readEnd(), Duration.ofMillis(50))).isFalse();
      container.signal(Signals.SIGKILL);
      assertThat(Poll.readable(pipe.readEnd(), ContainerFixture.LIMIT)).isTrue();
      fixture.finish(container);
    }
  }

  @Test
  void manyStartAtOnceAndLeaveNothing() throws Exception {
    int before = openDescriptors();
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      var ends = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 40; i++) {
        int code = i;
        Launch launch = fixture.launch(fixture.process("sh", "-c", "exit " + code).build()).build();
        Callable<Integer> once =
            () -> {
              RunningContainer container = fixture.runtime.start(launch, SandboxNetwork.NONE);
              int exit = container.awaitExit().code();
              container.release();
              return exit;
            };
        ends.add(workers.submit(once));
      }
      for (int i = 0; i < 40; i++) {
        assertThat(ends.get(i).get()).isEqualTo(i);
      }
    }
    assertThat(fixture.directory.resolve("run/containers")).isEmptyDirectory();
    // The connections are closed on the loop's thread, soon after.
    assertThat(openDescriptors()).isLessThan(before + 10);
  }

  @Test
  void nothingIsFoundOfWhatNeverRan() {
    assertThat(fixture.runtime.reattach(ContainerId.random())).isEmpty();
    fixture.runtime.discard(ContainerId.random());
  }

  private static int openDescriptors() {
    String[] names = new java.io.File("/proc/self/fd").list();
    return names == null ? 0 : names.length;
  }

  private static int parentOf(int pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("PPid:"))
          .map(line -> Integer.parseInt(line.substring(5).strip()))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
