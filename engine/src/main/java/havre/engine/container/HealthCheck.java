package havre.engine.container;

import java.time.Duration;
import java.util.List;

/// A health probe; zero durations and retries mean the default.
///
/// @param test empty inherits the image's; `NONE` disables; `CMD` or `CMD-SHELL` and arguments
public record HealthCheck(
    List<String> test,
    Duration interval,
    Duration timeout,
    Duration startPeriod,
    Duration startInterval,
    int retries) {
  public HealthCheck {
    test = Copies.list(test);
  }

  public boolean disabled() {
    return test.size() == 1 && test.getFirst().equals("NONE");
  }
}
