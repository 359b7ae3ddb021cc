package havre.runtime.streams;

import havre.linux.io.Io;
import havre.linux.io.NativeBuffer;
import havre.linux.io.Pipe;
import havre.runtime.log.JsonFileLog;
import havre.runtime.log.JsonFileOptions;
import havre.runtime.log.LogConsumer;
import havre.runtime.log.LogQuery;
import havre.runtime.log.LogRecord;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Measures how fast 100 MB of lines go through the pump into a log, and are read back.
final class PumpBenchmark {
  private static final int TOTAL = 100_000_000;
  private static final int LINE = 80;
  private static final int ROUNDS = 4;
  private static final double MILLION = 1e6;

  private PumpBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    Path folder = Path.of(arguments[0]);
    int writeSize = Integer.parseInt(arguments[1]);
    for (int i = 0; i < ROUNDS; i++) {
      JsonFileLog log =
          JsonFileLog.at(folder.resolve("json.log"), new JsonFileOptions(-1, 1, false, Map.of()));
      log.delete();
      out.printf("written in %.0f ms%n", write(log, folder.resolve("journal"), writeSize));
      out.printf("read in %.0f ms%n", read(log));
      log.delete();
    }
  }

  private static double write(JsonFileLog log, Path journal, int writeSize) throws Exception {
    try (EpollOutputPump pump = EpollOutputPump.start();
        Pipe stdout = Pipe.create();
        Pipe stderr = Pipe.create()) {
      Pipe.setCapacity(stdout.writeEnd(), 1024 * 1024);
      ContainerStreams streams =
          pump.open(
              IoDescriptors.pipes(
                  null, Io.duplicate(stdout.readEnd()), Io.duplicate(stderr.readEnd())),
              log,
              journal,
              StdinPolicy.keepOpen());
      streams.begin();
      NativeBuffer buffer = NativeBuffer.of(lines(writeSize));
      long start = System.nanoTime();
      for (int done = 0; done < TOTAL; done += writeSize) {
        Io.writeFully(stdout.writeEnd(), buffer, 0, writeSize);
      }
      stdout.writeEnd().close();
      stderr.writeEnd().close();
      while (!streams.ended()) {
        streams.awaitDrained(Duration.ofSeconds(1));
      }
      double millis = (System.nanoTime() - start) / MILLION;
      streams.close();
      return millis;
    }
  }

  private static double read(JsonFileLog log) throws Exception {
    var frames = new Frames();
    long start = System.nanoTime();
    log.reader().read(LogQuery.all(), frames);
    double millis = (System.nanoTime() - start) / MILLION;
    if (frames.payload < TOTAL) {
      throw new IllegalStateException("only " + frames.payload + " bytes");
    }
    return millis;
  }

  private static byte[] lines(int size) {
    String line = "x".repeat(LINE - 1) + "\n";
    return line.repeat(size / LINE).getBytes(StandardCharsets.US_ASCII);
  }

  /// Puts each line into a frame with a header of eight bytes, as attached clients get it.
  private static final class Frames implements LogConsumer {
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final byte[] header = new byte[8];
    private long payload;

    @Override
    public void accept(LogRecord entry) throws IOException {
      header[0] = 1;
      header[7] = (byte) entry.length();
      buffer.write(header);
      buffer.write(entry.bytes(), entry.offset(), entry.length());
      payload += entry.length();
      if (buffer.size() > 64 * 1024) {
        flush();
      }
    }

    @Override
    public void flush() {
      buffer.reset();
    }
  }
}
