package havre.images;

import havre.oci.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is noted on an image where it leaves the store.
public record Annotations(List<Annotation> all) {
  public static final Annotations NONE = new Annotations(List.of());

  /// What bears an annotation.
  public enum Place {
    MANIFEST,
    MANIFEST_DESCRIPTOR,
    INDEX,
    INDEX_DESCRIPTOR
  }

  /// One annotation.
  ///
  /// @param platform of the images that bear it, null for all
  public record Annotation(Place place, @Nullable Platform platform, String key, String value) {}

  public Annotations {
    all = List.copyOf(all);
  }

  /// Whether an index is needed to bear some.
  public boolean needIndex() {
    return all.stream()
        .anyMatch(one -> one.place() == Place.INDEX || one.place() == Place.INDEX_DESCRIPTOR);
  }

  /// Those at a place, by their keys; null where there are none.
  ///
  /// @param platform of the image, null for what belongs to no single image
  @Nullable Map<String, String> at(Place place, @Nullable Platform platform) {
    var found = new TreeMap<String, String>();
    for (Annotation one : all) {
      Platform of = one.platform();
      boolean fits = of == null || platform != null && of.accepts(platform);
      if (one.place() == place && fits) {
        found.put(one.key(), one.value());
      }
    }
    return found.isEmpty() ? null : found;
  }
}
