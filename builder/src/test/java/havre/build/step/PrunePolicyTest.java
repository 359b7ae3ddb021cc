package havre.build.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrunePolicyTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 100, 50, 0",
    "30, 0, 0, 100, 50, 30",
    "0, 40, 0, 100, 50, 40",
    "60, 40, 0, 100, 50, 60",
    "0, 0, 70, 100, 50, 80",
    "0, 0, 40, 100, 50, 100",
    "0, 90, 70, 100, 50, 80",
    "85, 90, 70, 100, 50, 85"
  })
  void keepsAsMuchAsItMay(long reserved, long most, long free, long used, long there, long kept) {
    var policy = new CacheMounts.Policy(reserved, most, free, Duration.ZERO);
    assertThat(policy.keep(used, there)).isEqualTo(kept);
  }
}
