package havre.volumes;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/// A named directory that outlives containers.
///
/// @param mountpoint its directory on the host; empty while a driver has it mounted nowhere
/// @param created the epoch when the driver does not tell
/// @param given which of the maps the client named, be it empty
/// @param scope `local` or `global`
/// @param status what the driver tells of it besides
public record Volume(
    String name,
    String driver,
    Path mountpoint,
    Instant created,
    Map<String, String> labels,
    Map<String, String> options,
    Given given,
    String scope,
    Map<String, Object> status) {
  public static final String LOCAL = "local";
  public static final String SCOPE = "local";

  /// Marks a volume without a given name.
  public static final String ANONYMOUS_LABEL = "com.docker.volume.anonymous";

  public Volume {
    labels = Map.copyOf(labels);
    options = Map.copyOf(options);
    status = Map.copyOf(status);
  }

  /// Docker shows an empty map that a client sent otherwise than one it did not send.
  public record Given(boolean labels, boolean options) {
    public static final Given NEITHER = new Given(false, false);
  }

  /// One of this machine that has no status.
  public static Volume of(
      String name,
      String driver,
      Path mountpoint,
      Instant created,
      Map<String, String> labels,
      Map<String, String> options,
      Given given) {
    return new Volume(name, driver, mountpoint, created, labels, options, given, SCOPE, Map.of());
  }

  public boolean isAnonymous() {
    return labels.containsKey(ANONYMOUS_LABEL);
  }

  /// Whether it is a plain directory of the engine's: what is measured, and what a prune may take.
  public boolean isPlain() {
    return driver.equals(LOCAL) && options.isEmpty();
  }
}
