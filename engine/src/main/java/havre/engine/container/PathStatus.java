package havre.engine.container;

import java.time.Instant;

/// What a path in a container leads to, the last component not followed.
///
/// @param mode as Go's `os.FileMode` has it, which is what clients expect
/// @param linkTarget where a link leads in the end, or empty
public record PathStatus(String name, long size, long mode, Instant modified, String linkTarget) {}
