package havre.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LineSplitterTest {
  private final RecordEncoder encoder = new RecordEncoder(Map.of());

  @Test
  void linesAreRecordsAndTheRestWaits() {
    var splitter = new LineSplitter(false, encoder, 0);
    add(splitter, "one\ntwo\nthr");

    assertThat(records()).containsExactly("one\n", "two\n");
    assertThat(splitter.position()).isEqualTo(8);
    add(splitter, "ee\n");
    assertThat(records()).containsExactly("one\n", "two\n", "three\n");
  }

  @Test
  void theLastLineNeedsNoEnd() {
    var splitter = new LineSplitter(false, encoder, 0);
    add(splitter, "end");
    splitter.end(1);

    assertThat(records()).containsExactly("end");
    assertThat(splitter.position()).isEqualTo(3);
  }

  @Test
  void longLinesComeInPartsAsInDocker() {
    var splitter = new LineSplitter(false, encoder, 0);
    add(splitter, "x".repeat(16384) + "\n" + "y".repeat(40000) + "\n");

    assertThat(records().stream().map(String::length))
        .containsExactly(16384, 1, 16384, 16384, 40001 - 2 * 16384);
  }

  @Test
  void noCharacterIsTornBetweenParts() {
    var splitter = new LineSplitter(false, encoder, 0);
    String line = "x" + "\u20ac".repeat(10_000) + "\n";
    add(splitter, line);

    assertThat(String.join("", records())).isEqualTo(line);
  }

  @Test
  void whereItCutsDoesNotDependOnHowBytesArrive() {
    long seed = 20251L;
    var random = new Random(seed);
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(20_000) == 0 ? '\n' : random.nextInt(256));
    }
    var whole = new LineSplitter(true, encoder, 0);
    whole.add(bytes, 0, bytes.length, 1, Integer.MAX_VALUE);
    List<String> expected = records();

    encoder.clear();
    var pieces = new LineSplitter(true, encoder, 0);
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(20_000));
      pieces.add(bytes, at, at + length, 1, Integer.MAX_VALUE);
      at += length;
    }

    assertThat(records()).as("seed %d", seed).isEqualTo(expected);
    assertThat(pieces.position()).isEqualTo(whole.position());
  }

  @Test
  void itStopsWhenTheEncoderHoldsEnough() {
    var splitter = new LineSplitter(false, encoder, 0);
    byte[] bytes = "a\nb\nc\n".getBytes(StandardCharsets.UTF_8);

    assertThat(splitter.add(bytes, 0, bytes.length, 1, 1)).isEqualTo(2);
  }

  private void add(LineSplitter splitter, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    splitter.add(bytes, 0, bytes.length, 1, Integer.MAX_VALUE);
  }

  private List<String> records() {
    byte[] copy = encoder.bytes().clone();
    var parser = new RecordParser();
    var lines = new ArrayList<String>();
    int start = 0;
    for (int i = 0; i < encoder.size(); i++) {
      if (copy[i] == '\n') {
        assertThat(parser.parse(copy, start, i)).isTrue();
        lines.add(
            new String(parser.bytes(), parser.offset(), parser.length(), StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return lines;
  }
}
