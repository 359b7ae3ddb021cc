package havre.build.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1m30s, 1m30s",
    "90s, 1m30s",
    "1.5h, 1h30m0s",
    "100ms, 100ms",
    "1.5s, 1.5s",
    "2us, 2µs"
  })
  void showsWhatItReads(String written, String shown) {
    assertThat(GoDuration.text(GoDuration.nanos(written))).isEqualTo(shown);
  }
}
