package havre.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.linux.io.NativeBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class JsonFileLogTest {
  private static final long SECOND = 1_000_000_000L;

  private final NativeBuffer buffer = NativeBuffer.allocate(64 * 1024);
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    JsonFileLog log = log(JsonFileOptions.defaults());
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 3);
      assertThat(LogLines.of(log, LogQuery.all())).containsExactly("0", "1", "2");
    }
    try (JsonFileWriter writer = log.write()) {
      append(writer, 3, 5);
    }
    assertThat(LogLines.of(log, LogQuery.all())).containsExactly("0", "1", "2", "3", "4");
  }

  @Test
  void theTailIsCountedOverAllFiles() throws Exception {
    JsonFileLog log = log(new JsonFileOptions(1000, 5, false, Map.of()));
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 40);
    }
    assertThat(log.files().oldestFirst()).hasSizeGreaterThan(2);
    for (int tail : new int[] {0, 1, 7, 30, 40, 100}) {
      assertThat(LogLines.of(log, LogQuery.all().withTail(tail)))
          .as("tail %d", tail)
          .isEqualTo(numbers(Math.max(0, 40 - tail), 40));
    }
  }

  @Test
  void onlyTheNewestFilesAreKept() throws Exception {
    JsonFileLog log = log(new JsonFileOptions(500, 3, false, Map.of()));
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 100);
    }
    assertThat(log.files().oldestFirst()).hasSize(3);
    List<String> lines = LogLines.of(log, LogQuery.all());
    assertThat(lines).isEqualTo(numbers(100 - lines.size(), 100));
    assertThat(log.size()).isLessThan(2000);
    log.delete();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSingleFileBeginsAnew() throws Exception {
    JsonFileLog log = log(new JsonFileOptions(500, 1, false, Map.of()));
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 100);
    }
    assertThat(LogLines.of(log, LogQuery.all())).endsWith("99").hasSizeLessThan(10);
  }

  @Test
  void compressedFilesAreReadToo() throws Exception {
    JsonFileLog log = log(new JsonFileOptions(1000, 5, true, Map.of()));
    try (JsonFileWriter writer = log.write()) {
      for (int i = 0; i < 30; i += 10) {
        append(writer, i, i + 10);
        awaitCompression();
      }
    }
    assertThat(log.files().oldestFirst()).anyMatch(file -> file.toString().endsWith(".gz"));
    assertThat(LogLines.of(log, LogQuery.all())).isEqualTo(numbers(0, 30));
    assertThat(LogLines.of(log, LogQuery.all().withTail(25))).isEqualTo(numbers(5, 30));
  }

  @Test
  void aFollowerCrossesRotationsWithoutAGap() throws Exception {
    JsonFileLog log = log(new JsonFileOptions(2000, 2, false, Map.of()));
    var lines = new LogLines();
    Thread follower;
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 5);
      follower = follow(log, lines);
      while (lines.lines().size() < 5) {
        Thread.onSpinWait();
      }
      for (int i = 5; i < 1000; i += 5) {
        append(writer, i, i + 5);
      }
    }
    follower.join();
    assertThat(lines.lines()).isEqualTo(numbers(0, 1000));
  }

  @Test
  void aClosedConsumerEndsTheFollowing() throws Exception {
    JsonFileLog log = log(JsonFileOptions.defaults());
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 3);
      log.reader().read(LogQuery.all().following(), new LogLines(lines -> lines.size() >= 3));
    }
  }

  @Test
  void followingAnEndedLogReturns() throws Exception {
    JsonFileLog log = log(JsonFileOptions.defaults());
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 3);
    }
    assertThat(LogLines.of(log, LogQuery.all().following())).hasSize(3);
  }

  @Test
  void sinceAndUntilBound() throws Exception {
    JsonFileLog log = log(JsonFileOptions.defaults());
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 10);
    }
    var query =
        new LogQuery(true, true, -1, Instant.ofEpochSecond(4), Instant.ofEpochSecond(6), false);
    assertThat(LogLines.of(log, query)).containsExactly("4", "5", "6");
  }

  @Test
  void tornAndForeignLinesArePassedOver() throws Exception {
    JsonFileLog log = log(JsonFileOptions.defaults());
    try (JsonFileWriter writer = log.write()) {
      append(writer, 0, 2);
      Files.writeString(log.file(), "rubbish\n\0\0\0\n", StandardOpenOption.APPEND);
      append(writer, 2, 3);
      Files.writeString(log.file(), "{\"log\":\"torn", StandardOpenOption.APPEND);
    }
    assertThat(LogLines.of(log, LogQuery.all())).containsExactly("0", "1", "2");
    assertThat(LogLines.of(log, LogQuery.all().withTail(1))).containsExactly("2");
  }

  @Test
  void optionsAreCheckedInDockersWords() {
    assertThat(JsonFileOptions.parse(Map.of("max-size", "10m", "max-file", "3"), Map.of()))
        .isEqualTo(new JsonFileOptions(10_000_000, 3, false, Map.of()));
    assertThatThrownBy(() -> JsonFileOptions.parse(Map.of("foo", "1"), Map.of()))
        .isInstanceOf(HavreException.class)
        .hasMessage("unknown log opt 'foo' for json-file log driver");
    assertThatThrownBy(() -> JsonFileOptions.parse(Map.of("max-file", "0"), Map.of()))
        .hasMessage("max-file cannot be less than 1");
    assertThatThrownBy(() -> JsonFileOptions.parse(Map.of("max-size", "big"), Map.of()))
        .hasMessage("invalid size: 'big'");
  }

  private JsonFileLog log(JsonFileOptions options) {
    return JsonFileLog.at(folder.resolve("c-json.log"), options);
  }

  private static Thread follow(JsonFileLog log, LogLines lines) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            log.reader().read(LogQuery.all().following(), lines);
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  private void awaitCompression() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (Files.exists(folder.resolve("c-json.log.1")) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /// Appends records whose line is a number and whose time is as many seconds.
  private void append(JsonFileWriter writer, int from, int to) throws IOException {
    var encoder = new RecordEncoder(Map.of());
    for (int i = from; i < to; i++) {
      byte[] line = (i + "\n").getBytes(StandardCharsets.UTF_8);
      encoder.add(i % 2 == 1, line, 0, line.length, i * SECOND);
    }
    writer.append(encoder.bytes(), encoder.size(), buffer, written -> {});
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(String::valueOf).toList();
  }
}
