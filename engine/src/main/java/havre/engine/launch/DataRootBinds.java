package havre.engine.launch;

import havre.common.HavreException;
import java.nio.file.Path;

/// Binds that have the engine's own folder in them, or lie in it: their mounts must not keep the
/// engine's from being unmounted, so they follow the host.
///
/// @param root the engine's folder
public record DataRootBinds(Path root) {

  /// The propagation of a bind; empty for the default.
  ///
  /// @param withOptions whether the request says anything about how to bind
  /// @param asked what the request says, or empty
  public String propagation(String source, boolean withOptions, String asked) {
    String own = root.toString();
    if (!source.startsWith(own) && !own.startsWith(source)) {
      return asked;
    }
    if (!withOptions || asked.isEmpty()) {
      return "rslave";
    }
    if (!asked.equals("rslave") && !asked.equals("rshared")) {
      throw HavreException.invalid(
          ("invalid mount config: must use either propagation mode \"rslave\" or \"rshared\" when"
                  + " mount source is within the daemon root, daemon root: \"%s\", bind mount source:"
                  + " \"%s\", propagation: \"%s\"")
              .formatted(own, source, asked));
    }
    return asked;
  }
}
