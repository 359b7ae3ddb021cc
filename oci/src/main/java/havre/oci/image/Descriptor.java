package havre.oci.image;

import havre.common.Digest;
import havre.common.HavreException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A pointer to content (OCI image specification, descriptor.md).
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    @Nullable List<String> urls,
    @Nullable Map<String, String> annotations,
    @Nullable Platform platform) {
  public Descriptor {
    mediaType = Objects.requireNonNullElse(mediaType, "");
    if (digest == null) {
      throw HavreException.invalid("descriptor without digest");
    }
    if (size < 0) {
      throw HavreException.invalid("descriptor with negative size: " + digest);
    }
  }

  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(mediaType, digest, size, null, null, null);
  }

  public Descriptor withAnnotations(Map<String, String> annotations) {
    return new Descriptor(mediaType, digest, size, urls, annotations, platform);
  }

  public Descriptor withPlatform(Platform platform) {
    return new Descriptor(mediaType, digest, size, urls, annotations, platform);
  }

  /// The annotation's value, or null.
  public @Nullable String annotation(String key) {
    return annotations == null ? null : annotations.get(key);
  }
}
