package havre.api.containers;

import static org.assertj.core.api.Assertions.assertThat;

import havre.engine.container.ContainerState;
import havre.engine.container.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  @Test
  void saysDurationsAsDockerDoes() {
    assertThat(StatusText.human(Duration.ofMillis(900))).isEqualTo("Less than a second");
    assertThat(StatusText.human(Duration.ofSeconds(1))).isEqualTo("1 second");
    assertThat(StatusText.human(Duration.ofSeconds(59))).isEqualTo("59 seconds");
    assertThat(StatusText.human(Duration.ofSeconds(119))).isEqualTo("About a minute");
    assertThat(StatusText.human(Duration.ofMinutes(59))).isEqualTo("59 minutes");
    assertThat(StatusText.human(Duration.ofMinutes(61))).isEqualTo("About an hour");
    assertThat(StatusText.human(Duration.ofMinutes(100))).isEqualTo("2 hours");
    assertThat(StatusText.human(Duration.ofDays(3))).isEqualTo("3 days");
    assertThat(StatusText.human(Duration.ofDays(15))).isEqualTo("2 weeks");
    assertThat(StatusText.human(Duration.ofDays(70))).isEqualTo("2 months");
    assertThat(StatusText.human(Duration.ofDays(800))).isEqualTo("2 years");
  }

  @Test
  void saysStates() {
    Instant now = Instant.parse("2026-01-01T00:00:10Z");
    Instant then = Instant.parse("2026-01-01T00:00:05Z");
    assertThat(status(ContainerStatus.RUNNING, then, now)).isEqualTo("Up 5 seconds");
    assertThat(status(ContainerStatus.PAUSED, then, now)).isEqualTo("Up 5 seconds (Paused)");
    assertThat(status(ContainerStatus.EXITED, then, now)).isEqualTo("Exited (3) 5 seconds ago");
    assertThat(status(ContainerStatus.RESTARTING, then, now))
        .isEqualTo("Restarting (3) 5 seconds ago");
    assertThat(status(ContainerStatus.CREATED, then, now)).isEqualTo("Created");
  }

  private static String status(ContainerStatus status, Instant then, Instant now) {
    return StatusText.of(new ContainerState(status, 1, 3, "", false, then, then), null, now);
  }
}
