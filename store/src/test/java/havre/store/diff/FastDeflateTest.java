package havre.store.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is compressed comes back the same by zlib.
class FastDeflateTest {
  private static byte[] inflated(byte[] compressed, int length) throws DataFormatException {
    try (var inflater = new Inflater(true)) {
      inflater.setInput(compressed);
      var out = new byte[length + 1];
      int filled = 0;
      while (!inflater.finished()) {
        int count = inflater.inflate(out, filled, out.length - filled);
        assertThat(count > 0 || inflater.finished()).as("ends after %d", filled).isTrue();
        filled += count;
      }
      assertThat(inflater.getRemaining()).isZero();
      return Arrays.copyOf(out, filled);
    }
  }

  /// In parts, each with the one before as its dictionary.
  private static byte[] compressed(byte[] content, int part) {
    var out = new ByteArrayOutputStream();
    var deflate = new FastDeflate();
    int at = 0;
    do {
      int end = Math.min(content.length, at + part);
      out.writeBytes(deflate.compress(content, at, end, end == content.length));
      at = end;
    } while (at < content.length);
    return out.toByteArray();
  }

  private static void comesBack(byte[] content) throws DataFormatException {
    for (int part : new int[] {1000, 65_536, 524_288}) {
      assertThat(inflated(compressed(content, part), content.length)).isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 9, 255, 1000, 70_000})
  void takesAnyLength(int length) throws Exception {
    comesBack(new byte[length]);
    var noise = new byte[length];
    new Random(length).nextBytes(noise);
    comesBack(noise);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void takesAnyContent(long seed) throws Exception {
    var random = new Random(seed);
    var content = new byte[200_000 + random.nextInt(200_000)];
    int at = 0;
    while (at < content.length) {
      int length = Math.min(content.length - at, 1 + random.nextInt(1 << random.nextInt(16)));
      switch (random.nextInt(4)) {
        case 0 -> {
          var noise = new byte[length];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, content, at, length);
        }
        case 1 -> Arrays.fill(content, at, at + length, (byte) random.nextInt());
        default -> {
          int back = at == 0 ? 0 : 1 + random.nextInt(Math.min(at, 40_000));
          for (int i = at; i < at + length; i++) {
            content[i] = back == 0 ? 0 : content[i - back];
          }
        }
      }
      at += length;
    }
    comesBack(content);
    assertThat(compressed(content, 65_536)).isEqualTo(compressed(content, 65_536));
  }

  /// Symbols so unequal that an unlimited code would have longer words than the format has.
  @Test
  void keepsCodesShort() throws Exception {
    var out = new ByteArrayOutputStream();
    int before = 1;
    int weight = 1;
    for (int symbol = 0; symbol < 24; symbol++) {
      for (int i = 0; i < weight; i++) {
        out.write(symbol * 10 + 3);
      }
      int next = before + weight;
      before = weight;
      weight = next;
    }
    byte[] content = out.toByteArray();
    var random = new Random(1);
    for (int i = content.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      byte kept = content[i];
      content[i] = content[other];
      content[other] = kept;
    }
    comesBack(content);
  }

  @Test
  void leavesAboutAsMuchAsZlib() {
    var text = new StringBuilder();
    var random = new Random(1);
    while (text.length() < 500_000) {
      text.append("word").append(random.nextInt(2000)).append(random.nextInt(9) == 0 ? "\n" : " ");
    }
    byte[] content = text.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    try (var zlib = new java.util.zip.Deflater(1, true)) {
      zlib.setInput(content);
      zlib.finish();
      int theirs = zlib.deflate(new byte[content.length]);
      assertThat(compressed(content, content.length).length).isLessThan(theirs * 11 / 10);
    }
  }
}
