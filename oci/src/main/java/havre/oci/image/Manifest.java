package havre.oci.image;

import havre.common.HavreException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The manifest of one image for one platform.
public record Manifest(
    int schemaVersion,
    String mediaType,
    Descriptor config,
    List<Descriptor> layers,
    @Nullable Map<String, String> annotations) {
  public static final int SCHEMA_VERSION = 2;

  public Manifest {
    mediaType = Objects.requireNonNullElse(mediaType, MediaTypes.OCI_MANIFEST);
    layers = layers == null ? List.of() : List.copyOf(layers);
    if (config == null) {
      throw HavreException.invalid("manifest without config");
    }
  }

  public static Manifest of(Descriptor config, List<Descriptor> layers) {
    return new Manifest(SCHEMA_VERSION, MediaTypes.OCI_MANIFEST, config, layers, null);
  }
}
