package havre.oci.image;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A list of manifests, as of one image for several platforms, or all that an OCI layout holds.
public record Index(
    int schemaVersion,
    String mediaType,
    List<Descriptor> manifests,
    @Nullable Map<String, String> annotations) {
  public static final int SCHEMA_VERSION = 2;

  public Index {
    mediaType = Objects.requireNonNullElse(mediaType, MediaTypes.OCI_INDEX);
    manifests = manifests == null ? List.of() : List.copyOf(manifests);
  }

  public static Index of(List<Descriptor> manifests) {
    return new Index(SCHEMA_VERSION, MediaTypes.OCI_INDEX, manifests, null);
  }
}
