package havre.build.step;

import havre.build.dockerfile.Expansion;
import havre.common.Digest;
import havre.oci.image.ImageConfig;
import havre.store.snapshots.Lease;
import java.util.List;

/// One step of a stage: what every instruction needs, whatever it does.
///
/// @param escape the Dockerfile's escape character
/// @param log hears whether the step was found in the cache, and what its command prints
record StageStep(StageBuilder.Parts parts, StageState state, char escape, StepLog log) {
  /// Keeps the layers there are until the next image does.
  Lease kept() {
    Lease lease = parts.layers().lease();
    Digest chain = state.chainId();
    if (chain != null) {
      lease.keep(chain);
    }
    return lease;
  }

  /// Takes the image of an equal step, if there is one.
  boolean cached(ImageConfig config, List<String> command) {
    boolean found = parts.images().takeCached(state, config, command);
    if (found) {
      parts.log().text(" ---> Using cache\n");
      log.cached();
    }
    return found;
  }

  /// The word with its variables' values.
  String expanded(String word) {
    return Expansion.of(word, escape, state.variables());
  }
}
