package havre.volumes;

import java.util.Map;

/// A wish for a volume.
///
/// @param name empty for one that is made up
/// @param driver empty for `local`
/// @param given which of the maps the client named, be it empty
public record VolumeSpec(
    String name,
    String driver,
    Map<String, String> options,
    Map<String, String> labels,
    Volume.Given given) {
  public VolumeSpec(
      String name, String driver, Map<String, String> options, Map<String, String> labels) {
    this(name, driver, options, labels, Volume.Given.NEITHER);
  }

  public static VolumeSpec named(String name) {
    return new VolumeSpec(name, "", Map.of(), Map.of());
  }

  public static VolumeSpec anonymous() {
    return named("");
  }
}
