package havre.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpawnTest {
  private static final Duration LONG = Duration.ofSeconds(10);

  @Test
  void theChildHasExactlyTheDescriptorsGiven() {
    String listing =
        output("for f in /proc/self/fd/*; do echo ${f##*/}; done | sort -n | tr '\\n' ' '");
    assertThat(listing).startsWith("0 1 2 3 ").doesNotContain(" 5 ");
  }

  @Test
  void noSignalIsBlockedOrIgnored() {
    String status = output("grep -E 'Sig(Blk|Ign)' /proc/self/status");
    assertThat(status).contains("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000");
  }

  @Test
  void itLeadsASessionOfItsOwn() {
    assertThat(output("[ $(cut -d' ' -f6 /proc/$$/stat) = $$ ] && echo yes")).isEqualTo("yes\n");
  }

  @Test
  void onlyTheEnvironmentGivenIsThere() {
    assertThat(output("echo $WORD-$HOME-")).isEqualTo("word--\n");
  }

  @Test
  void sourcesThatAreTargetsTooAreNotOverwritten() {
    try (Pipe pipe = Pipe.create();
        Fd nothing = Open.path("/dev/null", OpenHow.READ_WRITE)) {
      try (Fd low = Io.duplicate(pipe.writeEnd(), 3)) {
        List<Fd> reversed = new ArrayList<>();
        for (int i = 0; i <= low.number(); i++) {
          reversed.add(i == 1 ? low : nothing);
        }
        run("echo mapped", reversed);
      }
      pipe.writeEnd().close();
      assertThat(text(Io.readFully(pipe.readEnd(), 100))).isEqualTo("mapped\n");
    }
  }

  @Test
  void aMissingProgramIsAnError() {
    var spawn = new Spawn("/nowhere/program", List.of("program"), List.of(), List.of(), false);
    assertThatThrownBy(spawn::start)
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
  }

  @Test
  void pidfdTellsOfTheEndAndReaps() {
    try (Pipe pipe = Pipe.create();
        Pidfd child = Pidfd.open(start("read x; exit 3", List.of(pipe.readEnd())))) {
      assertThat(child.hasEnded()).isFalse();
      assertThat(child.reap()).isEmpty();
      Io.writeFully(pipe.writeEnd(), new byte[] {'\n'});
      assertThat(child.awaitExit(LONG)).isEqualTo(ExitStatus.exited(3));
      assertThatThrownBy(child::reap)
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECHILD));
    }
  }

  @Test
  void pidfdSendsSignals() {
    try (Pipe pipe = Pipe.create();
        Pidfd child = Pidfd.open(start("read x", List.of(pipe.readEnd())))) {
      child.signal(Signals.SIGTERM);
      ExitStatus status = child.awaitExit(LONG);
      assertThat(status).isEqualTo(ExitStatus.signalled(Signals.SIGTERM));
      assertThat(status.shellCode()).isEqualTo(143);
    }
  }

  @Test
  void aDescriptorCanBeTakenFromAChild() {
    try (Pipe pipe = Pipe.create();
        Pidfd child = Pidfd.open(start("exec sleep 100", List.of(pipe.readEnd())));
        Fd taken = child.descriptorOf(0)) {
      Io.writeFully(pipe.writeEnd(), new byte[] {'a'});
      assertThat(Io.available(taken)).isEqualTo(1);
      child.signal(Signals.SIGKILL);
      child.awaitExit(LONG);
    }
  }

  @Test
  void aChildIsReapedByPid() {
    try (Pipe pipe = Pipe.create()) {
      int pid = start("read x", List.of(pipe.readEnd()));
      assertThat(ChildProcess.reap(pid)).isEmpty();
      Signals.send(pid, Signals.SIGKILL);
      assertThat(ChildProcess.await(pid)).isEqualTo(ExitStatus.signalled(Signals.SIGKILL));
    }
  }

  private static String output(String script) {
    try (Pipe pipe = Pipe.create();
        Fd nothing = Open.path("/dev/null", OpenHow.READ_WRITE)) {
      run(script, List.of(nothing, pipe.writeEnd(), nothing, nothing));
      pipe.writeEnd().close();
      return text(Io.readFully(pipe.readEnd(), 10_000));
    }
  }

  private static void run(String script, List<Fd> descriptors) {
    try (Pidfd child = Pidfd.open(start(script, descriptors))) {
      assertThat(child.awaitExit(LONG)).isEqualTo(ExitStatus.exited(0));
    }
  }

  private static int start(String script, List<Fd> descriptors) {
    return new Spawn(
            "/bin/sh",
            List.of("sh", "-c", script),
            List.of("WORD=word", "PATH=/usr/bin:/bin"),
            descriptors,
            true)
        .start();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
