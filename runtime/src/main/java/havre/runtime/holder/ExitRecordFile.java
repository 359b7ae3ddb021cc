package havre.runtime.holder;

import havre.runtime.ExitRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads the exit record that a holder writes: lines of a name and a number, the holder's own
/// followed by those of the cgroup's file on memory.
final class ExitRecordFile {
  private static final long SECOND = 1_000_000_000L;

  private ExitRecordFile() {}

  /// Empty where the text is no exit record.
  static Optional<ExitRecord> parse(String text) {
    Map<String, Long> numbers = numbers(text);
    Long status = numbers.get("status");
    Long signal = numbers.get("signal");
    Long time = numbers.get("time");
    if (status == null || signal == null || time == null) {
      return Optional.empty();
    }
    boolean oomKilled = numbers.getOrDefault("oom_kill", 0L) > 0;
    return Optional.of(
        new ExitRecord(
            status.intValue(),
            signal.intValue(),
            Instant.ofEpochSecond(time / SECOND, time % SECOND),
            oomKilled));
  }

  /// The first mention of a name counts: what the holder wrote stands before what it copied.
  private static Map<String, Long> numbers(String text) {
    var numbers = new HashMap<String, Long>();
    for (String line : text.split("\n")) {
      int space = line.indexOf(' ');
      if (space > 0) {
        try {
          numbers.putIfAbsent(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
        } catch (NumberFormatException e) {
          // A line of the cgroup's file that is not a number, or was cut off: none of ours.
          continue;
        }
      }
    }
    return numbers;
  }
}
