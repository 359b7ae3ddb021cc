package havre.buildkit.solve;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a build comes to: a result, or none, with what the frontend tells of it.
public record Solution(@Nullable BuildResult result, Map<String, byte[]> metadata) {
  public static final Solution EMPTY = new Solution(null, Map.of());
}
