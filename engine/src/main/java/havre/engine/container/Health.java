package havre.engine.container;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a container's probes have found. Immutable.
///
/// @param log the last probes, oldest first
public record Health(Status status, int failingStreak, List<Probe> log) {
  /// How many probes are remembered.
  public static final int REMEMBERED = 5;

  /// Before the first probe.
  public static final Health STARTING = new Health(Status.STARTING, 0, List.of());

  public Health {
    log = List.copyOf(log);
  }

  /// Its state.
  public enum Status {
    STARTING("starting"),
    HEALTHY("healthy"),
    UNHEALTHY("unhealthy");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /// As the API has it.
    public String text() {
      return text;
    }
  }

  /// One probe.
  ///
  /// @param exitCode 0 for healthy; -1 where it could not be run or took too long
  public record Probe(Instant start, Instant end, int exitCode, String output) {}

  /// At the start of a new run.
  public Health restarted() {
    return new Health(Status.STARTING, 0, log);
  }

  /// When nobody probes any more, as in a container that is paused or has ended.
  public Health unwatched() {
    return new Health(Status.UNHEALTHY, failingStreak, log);
  }

  /// After a further probe.
  ///
  /// @param counts whether a failure counts, which it does not while the container is starting
  /// @param retries failures in a row after which it is unhealthy
  public Health after(Probe probe, boolean counts, int retries) {
    var newLog = new ArrayList<>(log);
    newLog.add(probe);
    if (newLog.size() > REMEMBERED) {
      newLog.removeFirst();
    }
    if (probe.exitCode() == 0) {
      return new Health(Status.HEALTHY, 0, newLog);
    }
    int streak = counts ? failingStreak + 1 : failingStreak;
    boolean failed = counts && streak >= retries;
    return new Health(failed ? Status.UNHEALTHY : status, streak, newLog);
  }
}
