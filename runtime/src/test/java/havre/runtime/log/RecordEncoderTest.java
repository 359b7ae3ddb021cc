package havre.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RecordEncoderTest {
  private static final long TIME = 1_795_500_505_144_885_933L;

  @Test
  void escapesAsDockerDoes() {
    byte[] line =
        bytes("a<b>&c\t\u0001\r\\ \"q\" \u007f \u00e9 ", 0xff, 0xfe, " \u2028 \ufffd \b\f\n");

    assertThat(encode(Map.of(), false, line))
        .isEqualTo(
            "{\"log\":\"a\\u003cb\\u003e\\u0026c\\u0009\\u0001\\r\\\\ \\\"q\\\" \u007f \u00e9"
                + " \\ufffd\\ufffd \\u2028 \ufffd \\u0008\\u000c\\n\",\"stream\":\"stdout\","
                + "\"time\":\"2026-11-24T06:08:25.144885933Z\"}\n");
  }

  @Test
  void carriesAttributesInOrder() {
    assertThat(encode(Map.of("b", "2", "a", "\"1\""), true, bytes("x\n")))
        .isEqualTo(
            "{\"log\":\"x\\n\",\"stream\":\"stderr\",\"attrs\":{\"a\":\"\\\"1\\\"\",\"b\":\"2\"},"
                + "\"time\":\"2026-11-24T06:08:25.144885933Z\"}\n");
  }

  @Test
  void recordsOfOneInstantHaveTimesOfTheirOwn() {
    var encoder = new RecordEncoder(Map.of());
    encoder.add(false, bytes("\n"), 0, 1, TIME);
    encoder.add(false, bytes("\n"), 0, 1, TIME);

    assertThat(text(encoder)).contains(".144885933Z").contains(".144885934Z");
  }

  @Test
  void trailingZerosOfTheTimeAreLeftOut() {
    var encoder = new RecordEncoder(Map.of());
    encoder.add(false, bytes("\n"), 0, 1, 1_795_500_505_100_000_000L);
    encoder.add(false, bytes("\n"), 0, 1, 1_795_500_506_000_000_000L);

    assertThat(text(encoder)).contains("06:08:25.1Z").contains("06:08:26Z");
  }

  @Test
  void aParserReadsItBackAndCountsWhatWasWritten() {
    byte[] line = bytes("a<\t\u00e9 ", 0xff, " \ufffd\u2028\n");
    byte[] record = encode(Map.of("k", "v"), true, line).getBytes(StandardCharsets.UTF_8);
    var parser = new RecordParser();

    assertThat(parser.parse(record, 0, record.length - 1)).isTrue();
    assertThat(new String(parser.bytes(), parser.offset(), parser.length(), StandardCharsets.UTF_8))
        .isEqualTo("a<\t\u00e9 \ufffd \ufffd\u2028\n");
    assertThat(parser.writtenLength()).isEqualTo(line.length);
    assertThat(parser.isStderr()).isTrue();
    assertThat(parser.nanos()).isEqualTo(TIME);
    assertThat(parser.attributes()).containsExactly(Map.entry("k", "v"));
  }

  @Test
  void foreignRecordsAreRead() {
    byte[] record =
        bytes(
            "{ \"time\":\"2026-11-24T07:08:25.5+01:00\", \"extra\":{\"a\":[1,\"}\"]},"
                + " \"log\":\"\\ud83d\\ude00\\/\\n\",\"stream\":\"stdout\"}");
    var parser = new RecordParser();

    assertThat(parser.parse(record, 0, record.length)).isTrue();
    assertThat(new String(parser.bytes(), parser.offset(), parser.length(), StandardCharsets.UTF_8))
        .isEqualTo("\ud83d\ude00/\n");
    assertThat(parser.nanos()).isEqualTo(1_795_500_505_500_000_000L);
  }

  @Test
  void rubbishIsNoRecord() {
    var parser = new RecordParser();
    for (String text : new String[] {"", "{", "{\"log\":\"a", "null", "{\"log\":\"\\u00", "\0\0"}) {
      byte[] record = bytes(text);
      assertThat(parser.parse(record, 0, record.length)).as(text).isFalse();
    }
  }

  private static String encode(Map<String, String> attributes, boolean stderr, byte[] line) {
    var encoder = new RecordEncoder(attributes);
    encoder.add(stderr, line, 0, line.length, TIME);
    return text(encoder);
  }

  private static String text(RecordEncoder encoder) {
    return new String(encoder.bytes(), 0, encoder.size(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Object... parts) {
    var out = new ByteArrayOutputStream();
    for (Object part : parts) {
      if (part instanceof Integer value) {
        out.write(value);
      } else {
        out.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }
}
