package havre.volumes;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/// A named directory that outlives containers.
///
/// @param mountpoint its directory on the host
public record Volume(
    String name,
    String driver,
    Path mountpoint,
    Instant created,
    Map<String, String> labels,
    Map<String, String> options) {
  public static final String LOCAL = "local";
  public static final String SCOPE = "local";

  /// Marks a volume without a given name.
  public static final String ANONYMOUS_LABEL = "com.docker.volume.anonymous";

  public boolean isAnonymous() {
    return labels.containsKey(ANONYMOUS_LABEL);
  }
}
