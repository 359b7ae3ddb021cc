package havre.runtime.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a reader of a log wants.
///
/// @param tail how many of the last records; negative for all. Counted before the other conditions
/// @param since nothing older
/// @param until nothing younger; ends a following read
/// @param follow whether to wait for more until the container's output ends
public record LogQuery(
    boolean stdout,
    boolean stderr,
    int tail,
    @Nullable Instant since,
    @Nullable Instant until,
    boolean follow) {

  public static LogQuery all() {
    return new LogQuery(true, true, -1, null, null, false);
  }

  public LogQuery withTail(int records) {
    return new LogQuery(stdout, stderr, records, since, until, follow);
  }

  public LogQuery following() {
    return new LogQuery(stdout, stderr, tail, since, until, true);
  }
}
