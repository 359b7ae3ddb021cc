package havre.engine.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static Health.Probe probe(int exitCode) {
    return new Health.Probe(Instant.EPOCH, Instant.EPOCH, exitCode, "");
  }

  @Test
  void failuresInARowMakeItUnhealthy() {
    Health once = Health.STARTING.after(probe(1), true, 2);
    assertThat(once.status()).isEqualTo(Health.Status.STARTING);
    assertThat(once.after(probe(1), true, 2).status()).isEqualTo(Health.Status.UNHEALTHY);
    assertThat(once.after(probe(0), true, 2))
        .returns(Health.Status.HEALTHY, Health::status)
        .returns(0, Health::failingStreak);
  }

  @Test
  void failuresWhileStartingDoNotCount() {
    Health health = Health.STARTING;
    for (int i = 0; i < 7; i++) {
      health = health.after(probe(1), false, 2);
    }
    assertThat(health.status()).isEqualTo(Health.Status.STARTING);
    assertThat(health.failingStreak()).isZero();
    assertThat(health.log()).hasSize(Health.REMEMBERED);
  }
}
