package havre.build.step;

import havre.common.Digest;
import havre.oci.image.History;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Results of steps that are kept elsewhere, as in a registry. Thread-safe.
@FunctionalInterface
public interface StepSource {
  Optional<Kept> find(Step step);

  /// A step whose result is looked for.
  ///
  /// @param key tells it from all others
  /// @param before what made the image so far
  /// @param layers of the image so far, by their diff ids
  /// @param createdBy what the history will say of it
  record Step(String key, List<History> before, List<Digest> layers, String createdBy) {
    public Step {
      before = List.copyOf(before);
      layers = List.copyOf(layers);
    }
  }

  /// What a step left behind.
  ///
  /// @param created when, as in the history
  /// @param layer null where it changed no files
  record Kept(String created, @Nullable KeptLayer layer) {}

  /// A layer that is fetched when it is needed.
  interface KeptLayer {
    Digest diffId();

    /// Its archive, compressed or not.
    InputStream open() throws IOException;
  }
}
