package havre.buildkit.cache;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The document that tells what a cache holds: BuildKit's `CacheConfig`. What BuildKit has no field
/// for is in a field of its own, which others skip.
///
/// @param layers the blobs, each with its place upon others
/// @param records the steps
record CacheConfig(List<CachedLayer> layers, List<Step> records) {
  static final String MEDIA_TYPE = "application/vnd.buildkit.cacheconfig.v0";

  CacheConfig {
    layers = layers == null ? List.of() : List.copyOf(layers);
    records = records == null ? List.of() : List.copyOf(records);
  }

  /// A blob.
  ///
  /// @param parent the number of the layer below, -1 for none
  record CachedLayer(String blob, int parent, Notes annotations) {}

  /// What is known of a blob.
  record Notes(
      String mediaType,
      @JsonProperty("diffID") String diffId,
      long size,
      @Nullable String createdAt) {}

  /// A step.
  ///
  /// @param layers its results
  /// @param digest its key
  /// @param inputs the steps before it
  /// @param engine what this engine has to know of it; null in caches of others
  record Step(
      @Nullable List<Result> layers,
      String digest,
      @Nullable List<List<Input>> inputs,
      @JsonProperty("havre") @Nullable Own engine) {}

  record Result(int layer, @Nullable String createdAt) {}

  record Input(int link) {}

  /// @param created when the step was done, as in the image's history
  /// @param layer the number of the layer that it made, -1 for none
  record Own(String created, int layer) {}
}
