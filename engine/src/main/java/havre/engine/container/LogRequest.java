package havre.engine.container;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which log lines are wanted, and how.
///
/// @param tail the last so many lines; negative for all
/// @param timestamps each line starts with its time
/// @param details each line carries the log driver's attributes
public record LogRequest(
    boolean stdout,
    boolean stderr,
    boolean follow,
    @Nullable Instant since,
    @Nullable Instant until,
    long tail,
    boolean timestamps,
    boolean details) {}
