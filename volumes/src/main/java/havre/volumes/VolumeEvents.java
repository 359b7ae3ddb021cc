package havre.volumes;

import java.util.Map;

/// Hears of what happens to volumes.
@FunctionalInterface
public interface VolumeEvents {
  /// @param action Docker's word: `create`, `destroy`, `prune`
  void onVolumeEvent(String action, String name, Map<String, String> attributes);
}
