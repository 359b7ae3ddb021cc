package havre.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.io.Io;
import havre.linux.io.Pipe;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.LogConsumer;
import havre.runtime.log.LogQuery;
import havre.runtime.log.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kills a daemon at random instants while processes write, and checks that the log has each byte
/// once.
@Timeout(180)
final class PumpCrashIT {
  private static final int CRASHES = 6;
  private static final int MOST_MILLIS = 120;
  private static final int PIPE_CAPACITY = 1024 * 1024;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(longs = {-1, 300_000})
  void eachByteIsInTheLogOnce(long maxSize) throws Exception {
    long seed = 20252L;
    var random = new Random(seed);
    var stop = new AtomicBoolean();
    try (Fd out = namedPipe("out");
        Fd err = namedPipe("err")) {
      var outWriter = new NumberedLines("o", out, stop, seed);
      var errWriter = new NumberedLines("e", err, stop, seed + 1);
      for (int i = 0; i < CRASHES; i++) {
        Process daemon = start("ready" + i, maxSize);
        awaitFile(folder.resolve("ready" + i), daemon);
        daemon.waitFor(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
        daemon.destroyForcibly().waitFor();
      }
      Process last = start("last", maxSize);
      // A named pipe that nobody has open forgets what it holds.
      awaitFile(folder.resolve("last"), last);
      stop.set(true);
      outWriter.join();
      errWriter.join();
      out.close();
      err.close();
      assertThat(last.waitFor()).isZero();
      JsonFileLog log = CrashingDaemon.log(folder, maxSize);
      var checker = new Checker(outWriter, errWriter);
      log.reader().read(LogQuery.all(), checker);
      assertThat(checker.out).as("lines, seed %d", seed).isEqualTo(outWriter.written());
      assertThat(checker.err).as("lines, seed %d", seed).isEqualTo(errWriter.written());
      assertThat(outWriter.written()).isGreaterThan(100);
    }
  }

  private Process start(String ready, long maxSize) throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CrashingDaemon.class.getName(),
            folder.toString(),
            Long.toString(maxSize),
            folder.resolve(ready).toString())
        .inheritIO()
        .start();
  }

  private static void awaitFile(Path file, Process daemon) {
    while (!Files.exists(file)) {
      assertThat(daemon.isAlive()).as("the daemon runs").isTrue();
      Thread.onSpinWait();
    }
  }

  /// A named pipe, opened for both directions as the holder keeps it.
  private Fd namedPipe(String name) throws Exception {
    Path path = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    Fd fd = Open.path(path.toString(), OpenHow.READ_WRITE);
    Pipe.setCapacity(fd, PIPE_CAPACITY);
    return fd;
  }

  private static String line(String prefix, long seed, int number) {
    return prefix + number + "x".repeat(new Random(seed + number).nextInt(200)) + "\u20ac\n";
  }

  /// Writes numbered lines of random length into a pipe until told to stop.
  private static final class NumberedLines {
    private final Thread thread;
    private final String prefix;
    private final long seed;
    private volatile int written;

    NumberedLines(String prefix, Fd pipe, AtomicBoolean stop, long seed) {
      this.prefix = prefix;
      this.seed = seed;
      this.thread =
          Thread.ofPlatform()
              .start(() -> {
                while (!stop.get()) {
                  Io.writeFully(pipe, line(prefix, seed, written).getBytes(StandardCharsets.UTF_8));
                  written++;
                }
              });
    }

    void join() throws InterruptedException {
      thread.join();
    }

    int written() {
      return written;
    }

    String expected(int number) {
      return line(prefix, seed, number);
    }
  }

  /// Compares each record with the line that must come next.
  private static final class Checker implements LogConsumer {
    private final NumberedLines outLines;
    private final NumberedLines errLines;
    private int out;
    private int err;

    Checker(NumberedLines outLines, NumberedLines errLines) {
      this.outLines = outLines;
      this.errLines = errLines;
    }

    @Override
    public void accept(LogRecord entry) {
      String line =
          new String(entry.bytes(), entry.offset(), entry.length(), StandardCharsets.UTF_8);
      assertThat(line)
          .isEqualTo(entry.isStderr() ? errLines.expected(err) : outLines.expected(out));
      if (entry.isStderr()) {
        err++;
      } else {
        out++;
      }
    }

    @Override
    public void flush() {}
  }
}
