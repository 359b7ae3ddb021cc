package havre.api.containers;

import havre.engine.container.ContainerState;
import havre.engine.container.Health;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The status column of `ps`, in Docker's words: `Up 5 minutes`, `Exited (0) 2 hours ago`.
final class StatusText {
  private static final int HOURS_TWO_DAYS = 48;
  private static final int HOURS_TWO_WEEKS = 24 * 7 * 2;
  private static final int HOURS_TWO_MONTHS = 24 * 30 * 2;
  private static final int HOURS_TWO_YEARS = 24 * 365 * 2;

  private StatusText() {}

  static String of(ContainerState state, @Nullable Health health, Instant now) {
    return switch (state.status()) {
      case RUNNING -> "Up " + since(state.startedAt(), now) + text(health);
      case PAUSED -> "Up " + since(state.startedAt(), now) + " (Paused)";
      case RESTARTING ->
          "Restarting (%d) %s ago".formatted(state.exitCode(), since(state.finishedAt(), now));
      case REMOVING -> "Removal In Progress";
      case DEAD -> "Dead";
      case CREATED -> "Created";
      case EXITED ->
          state.finishedAt() == null
              ? ""
              : "Exited (%d) %s ago".formatted(state.exitCode(), since(state.finishedAt(), now));
    };
  }

  private static String text(@Nullable Health health) {
    if (health == null) {
      return "";
    }
    boolean starting = health.status() == Health.Status.STARTING;
    return starting ? " (health: starting)" : " (" + health.status().text() + ")";
  }

  private static String since(@Nullable Instant then, Instant now) {
    return human(then == null ? Duration.ZERO : Duration.between(then, now));
  }

  /// A duration as people say it.
  static String human(Duration duration) {
    long seconds = duration.toSeconds();
    long minutes = duration.toMinutes();
    long hours = Math.round(duration.toSeconds() / 3600.0);
    if (seconds < 1) {
      return "Less than a second";
    } else if (seconds == 1) {
      return "1 second";
    } else if (seconds < 60) {
      return seconds + " seconds";
    } else if (minutes == 1) {
      return "About a minute";
    } else if (minutes < 60) {
      return minutes + " minutes";
    } else if (hours == 1) {
      return "About an hour";
    } else if (hours < HOURS_TWO_DAYS) {
      return hours + " hours";
    } else if (hours < HOURS_TWO_WEEKS) {
      return hours / 24 + " days";
    } else if (hours < HOURS_TWO_MONTHS) {
      return hours / 24 / 7 + " weeks";
    } else if (hours < HOURS_TWO_YEARS) {
      return hours / 24 / 30 + " months";
    }
    return hours / 24 / 365 + " years";
  }
}
