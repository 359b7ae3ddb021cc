package havre.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import havre.linux.io.Io;
import havre.linux.io.Pipe;
import havre.linux.io.Pty;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.JsonFileOptions;
import havre.runtime.log.LogLines;
import havre.runtime.log.LogQuery;
import havre.runtime.log.NoLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class EpollOutputPumpTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final EpollOutputPump pump = EpollOutputPump.start();
  @TempDir Path folder;
  private JsonFileLog log;
  private Path journal;
  private Pipe stdin;
  private Pipe stdout;
  private Pipe stderr;

  @BeforeEach
  void makePipes() {
    log = JsonFileLog.at(folder.resolve("json.log"), JsonFileOptions.defaults());
    journal = folder.resolve("journal");
    stdin = Pipe.create();
    stdout = Pipe.create();
    stderr = Pipe.create();
  }

  @AfterEach
  void closeAll() {
    pump.close();
    stdin.close();
    stdout.close();
    stderr.close();
  }

  @Test
  void outputReachesTheLogAndTheClient() throws Exception {
    ContainerStreams streams = open();
    AttachSession session = streams.attach(AttachOptions.everything());
    streams.begin();
    write(stdout, "hello\n");
    assertThat(text(session.next())).isEqualTo("STDOUT hello\n");
    write(stderr, "oops\nrest");
    assertThat(text(session.next())).isEqualTo("STDERR oops\nrest");
    stdout.writeEnd().close();
    stderr.writeEnd().close();
    assertThat(streams.awaitDrained(DEADLINE)).isTrue();
    assertThat(session.next()).isNull();
    assertThat(streams.ended()).isTrue();
    streams.close();

    assertThat(LogLines.of(log, LogQuery.all())).containsExactly("hello", "oops", "rest");
    assertThat(journal).doesNotExist();
  }

  @Test
  void anExitIsReportedAtOnceThoughAnotherHoldsTheStreams() throws Exception {
    ContainerStreams streams = open();
    streams.begin();
    write(stdout, "last words");

    assertThat(streams.awaitDrained(Duration.ZERO)).isTrue();
    assertThat(streams.ended()).isFalse();
    streams.close();
    assertThat(LogLines.of(log, LogQuery.all())).containsExactly("last words");
  }

  @Test
  void aSlowClientPausesItsProcessAndLosesNothing() throws Exception {
    ContainerStreams streams = open();
    AttachSession session = streams.attach(AttachOptions.everything());
    streams.begin();
    int total = 8 * 1024 * 1024;
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              byte[] line = ("x".repeat(1023) + "\n").getBytes(StandardCharsets.UTF_8);
              for (int i = 0; i < total / line.length; i++) {
                Io.writeFully(stdout.writeEnd(), line);
              }
              stdout.writeEnd().close();
            });
    write(stderr, "go\n");
    while (streams.awaitDrained(Duration.ofMillis(50))) {
      Thread.onSpinWait();
    }
    assertThat(writer.isAlive()).isTrue();

    long received = 0;
    while (received < total + 3) {
      OutputChunk chunk = session.next();
      assertThat(chunk).isNotNull();
      received += chunk.length();
    }
    writer.join();
    stderr.writeEnd().close();
    assertThat(session.next()).isNull();
    streams.close();
    assertThat(LogLines.of(log, LogQuery.all())).hasSize(total / 1024 + 1);
  }

  /// As in Docker a line that has not ended is no part of the log: its start went to those who were
  /// there.
  @Test
  void aReplayGoesOverIntoWhatComes() throws Exception {
    ContainerStreams streams = open();
    streams.begin();
    write(stdout, "one\ntw");
    assertThat(streams.awaitDrained(DEADLINE)).isTrue();
    AttachSession session = streams.attach(new AttachOptions(false, true, true, true, true));
    write(stdout, "o\nthree\n");
    stdout.writeEnd().close();
    stderr.writeEnd().close();

    var all = new StringBuilder();
    for (OutputChunk next = session.next(); next != null; next = session.next()) {
      all.append(new String(next.bytes(), next.offset(), next.length(), StandardCharsets.UTF_8));
    }
    assertThat(all).hasToString("one\no\nthree\n");
    streams.close();
  }

  @Test
  void inputIsWrittenAndClosedOnce() throws Exception {
    var closed = new AtomicInteger();
    ContainerStreams streams =
        pump.open(
            pipes(),
            new NoLog(),
            journal,
            new StdinPolicy(
                true,
                () -> {
                  closed.incrementAndGet();
                  stdin.writeEnd().close();
                }));
    AttachSession session = streams.attach(AttachOptions.everything());
    streams.begin();
    int total = 1024 * 1024;
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                session.write(new byte[total], 0, total);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
              session.closeInput();
            });
    assertThat(Io.readFully(stdin.readEnd(), 2 * total)).hasSize(total);
    writer.join();
    session.closeInput();
    assertThat(closed).hasValue(1);
    streams.close();
  }

  @Test
  void inputThatNobodyReadsIsDropped() throws Exception {
    ContainerStreams streams = open();
    AttachSession session = streams.attach(AttachOptions.everything());
    stdin.readEnd().close();
    session.write(new byte[100], 0, 100);
    streams.close();
  }

  @Test
  void withoutALogNothingIsKept() throws Exception {
    ContainerStreams streams = pump.open(pipes(), new NoLog(), journal, StdinPolicy.keepOpen());
    AttachSession session = streams.attach(AttachOptions.everything());
    streams.begin();
    write(stdout, "x");
    assertThat(text(session.next())).isEqualTo("STDOUT x");
    streams.close();
    assertThat(session.next()).isNull();
    assertThat(journal).doesNotExist();
  }

  @Test
  void aLaterPumpGoesOnWhereAnEarlierOneStopped() throws Exception {
    ContainerStreams streams = open();
    streams.begin();
    write(stdout, "one\nhalf ");
    assertThat(streams.awaitDrained(DEADLINE)).isTrue();
    Fd holdersEnd = Io.duplicate(stdout.readEnd());
    streams.release();
    Files.writeString(log.file(), "{\"log\":\"torn", StandardOpenOption.APPEND);

    ContainerStreams taken =
        pump.recover(
            IoDescriptors.pipes(null, holdersEnd, null), log, journal, StdinPolicy.keepOpen());
    taken.begin();
    write(stdout, "line\n");
    stdout.writeEnd().close();
    assertThat(taken.awaitDrained(DEADLINE)).isTrue();
    taken.close();
    assertThat(LogLines.of(log, LogQuery.all())).containsExactly("one", "half line");
  }

  @Test
  void aJournalIsSavedWithoutItsProcess() throws Exception {
    ContainerStreams streams = open();
    streams.begin();
    write(stdout, "unfinished");
    assertThat(streams.awaitDrained(DEADLINE)).isTrue();
    streams.release();

    pump.recover(IoDescriptors.none(), log, journal, StdinPolicy.keepOpen()).close();
    assertThat(LogLines.of(log, LogQuery.all())).containsExactly("unfinished");
    assertThat(journal).doesNotExist();
  }

  @Test
  void aTerminalIsOneStreamInBothDirections() throws Exception {
    Pty pty = Pty.open();
    ContainerStreams streams =
        pump.open(
            IoDescriptors.terminal(Io.duplicate(pty.master())),
            log,
            journal,
            new StdinPolicy(true, () -> {}));
    AttachSession session = streams.attach(AttachOptions.everything());
    streams.begin();
    Io.writeFully(pty.terminal(), "hello\n".getBytes(StandardCharsets.UTF_8));
    assertThat(textOf(session, 7)).isEqualTo("hello\r\n");
    session.write("typed\n".getBytes(StandardCharsets.UTF_8), 0, 6);
    assertThat(textOf(session, 7)).isEqualTo("typed\r\n");
    pty.terminal().close();
    pty.master().close();
    assertThat(session.next()).isNull();
    assertThat(streams.ended()).isTrue();
    streams.close();
    assertThat(LogLines.of(log, LogQuery.all())).containsExactly("hello", "typed");
  }

  @Test
  void aClientWithoutStreamGetsTheLogAlone() throws Exception {
    ContainerStreams streams = open();
    streams.begin();
    write(stdout, "one\n");
    assertThat(streams.awaitDrained(DEADLINE)).isTrue();
    AttachSession session = streams.attach(new AttachOptions(false, true, true, true, false));
    assertThat(text(session.next())).isEqualTo("STDOUT one\n");
    assertThat(session.next()).isNull();
    streams.close();
  }

  @Test
  void theEndOfAClientsInputIsNothingToAProcessWithoutOne() throws Exception {
    ContainerStreams streams =
        pump.open(
            IoDescriptors.pipes(
                null, Io.duplicate(stdout.readEnd()), Io.duplicate(stderr.readEnd())),
            log,
            journal,
            StdinPolicy.keepOpen());
    AttachSession session = streams.attach(AttachOptions.everything());
    streams.begin();
    session.closeInput();
    write(stdout, "still here\n");
    assertThat(text(session.next())).isEqualTo("STDOUT still here\n");
    streams.close();
  }

  private ContainerStreams open() {
    return pump.open(pipes(), log, journal, StdinPolicy.keepOpen());
  }

  /// Copies of this side's ends, which the pump owns; the originals play the holder's.
  private IoDescriptors pipes() {
    return IoDescriptors.pipes(
        Io.duplicate(stdin.writeEnd()),
        Io.duplicate(stdout.readEnd()),
        Io.duplicate(stderr.readEnd()));
  }

  private void write(Pipe pipe, String text) {
    Io.writeFully(pipe.writeEnd(), text.getBytes(StandardCharsets.UTF_8));
  }

  /// Pulls until there is text of this length.
  private static String textOf(AttachSession session, int length) throws InterruptedException {
    var all = new StringBuilder();
    while (all.length() < length) {
      all.append(text(session.next()).substring("STDOUT ".length()));
    }
    return all.toString();
  }

  private static String text(OutputChunk chunk) {
    assertThat(chunk).isNotNull();
    return chunk.stream()
        + " "
        + new String(chunk.bytes(), chunk.offset(), chunk.length(), StandardCharsets.UTF_8);
  }
}
