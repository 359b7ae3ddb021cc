package havre.store.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What was compressed in blocks is one gzip stream.
class ParallelGzipTest {
  private static byte[] content(int length) {
    var random = new Random(length);
    var content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : 'a' + i % 23);
    }
    return content;
  }

  private static byte[] compressed(byte[] content, int piece) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new ParallelGzip(out)) {
      for (int at = 0; at < content.length; at += piece) {
        gzip.write(content, at, Math.min(piece, content.length - at));
      }
      gzip.finish();
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 512 * 1024 - 1, 512 * 1024, 512 * 1024 + 1, 5_000_000})
  void comesBackWhole(int length) throws IOException {
    byte[] content = content(length);
    byte[] compressed = compressed(content, 100_000);
    try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(compressed(content, 77_777)).isEqualTo(compressed);
  }
}
