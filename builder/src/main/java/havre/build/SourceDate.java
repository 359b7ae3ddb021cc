package havre.build;

import havre.common.HavreException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// The time that `SOURCE_DATE_EPOCH` gives to everything a build makes, so that the same input
/// makes the same image on any day (reproducible-builds.org/specs/source-date-epoch).
///
/// @param time empty where the build's own times count
record SourceDate(Optional<Instant> time) {
  private static final String ARGUMENT = "SOURCE_DATE_EPOCH";

  /// @throws HavreException INVALID for what is no number of seconds
  static SourceDate of(Map<String, String> arguments) {
    String text = arguments.getOrDefault(ARGUMENT, "");
    if (text.isEmpty()) {
      return new SourceDate(Optional.empty());
    }
    try {
      return new SourceDate(Optional.of(Instant.ofEpochSecond(Long.parseLong(text))));
    } catch (NumberFormatException | DateTimeException e) {
      throw HavreException.invalid("invalid SOURCE_DATE_EPOCH: " + text);
    }
  }

  /// No time in a layer is later, in seconds since the epoch.
  long newest() {
    return time.map(Instant::getEpochSecond).orElse(Long.MAX_VALUE);
  }

  InstantSource clock(InstantSource otherwise) {
    return time.map(InstantSource::fixed).orElse(otherwise);
  }

  /// What tells steps of such a build from others.
  String mark() {
    return time.map(Instant::toString).orElse("");
  }
}
