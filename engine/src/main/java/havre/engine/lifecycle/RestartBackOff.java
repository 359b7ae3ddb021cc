package havre.engine.lifecycle;

import havre.engine.container.HostOptions.RestartPolicy;
import java.time.Duration;
import java.util.Optional;

/// When a container whose process has ended is to be started again. Used within transitions only.
final class RestartBackOff {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration HEALTHY = Duration.ofSeconds(10);

  private Duration next = FIRST;

  /// How long to wait before the next start; empty when the policy wants none.
  ///
  /// @param restarts how many there were
  /// @param ran how long the process lived
  Optional<Duration> afterExit(RestartPolicy policy, int exitCode, int restarts, Duration ran) {
    if (!wanted(policy, exitCode, restarts)) {
      return Optional.empty();
    }
    if (ran.compareTo(HEALTHY) >= 0) {
      next = FIRST;
    }
    Duration wait = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return Optional.of(wait);
  }

  private static boolean wanted(RestartPolicy policy, int exitCode, int restarts) {
    return switch (policy.name()) {
      case "always", "unless-stopped" -> true;
      case "on-failure" ->
          exitCode != 0
              && (policy.maximumRetryCount() == 0 || restarts < policy.maximumRetryCount());
      default -> false;
    };
  }

  void reset() {
    next = FIRST;
  }
}
