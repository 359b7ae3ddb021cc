package havre.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "grüße", "日本", "😀", "with space/and\nline", "\uFFFD"})
  void validTextIsUtf8(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThat(KernelText.encode(text)).isEqualTo(bytes);
    assertThat(KernelText.decode(bytes)).isEqualTo(text);
    assertThat(KernelText.isUtf8(bytes)).isTrue();
  }

  @Test
  void bytesThatAreNoUtf8BecomeLoneSurrogates() {
    byte[] bytes = {'a', (byte) 0xE9, 'b', (byte) 0xFF, (byte) 0xC3};
    assertThat(KernelText.isUtf8(bytes)).isFalse();
    assertThat(KernelText.decode(bytes)).isEqualTo("a\uDCE9b\uDCFF\uDCC3");
    assertThat(KernelText.encode("a\uDCE9b\uDCFF\uDCC3")).isEqualTo(bytes);
  }

  @Test
  void everyNameSurvivesTheWayThereAndBack() {
    long seed = 20254L;
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      var bytes = new byte[random.nextInt(12)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = (byte) (1 + random.nextInt(255));
      }
      assertThat(KernelText.encode(KernelText.decode(bytes))).as("seed %d", seed).isEqualTo(bytes);
    }
  }

  @Test
  void nulIsRefused() {
    assertThatThrownBy(() -> KernelText.encode("a\0b"))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
  }
}
