package havre.images;

import havre.common.Digest;
import havre.oci.image.ImageConfig;
import havre.oci.image.ImageDocument;
import havre.oci.reference.ImageReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image as the store knows it, unchanging.
///
/// @param references its names: with a tag, or with a digest; a name may have other images for
///   other platforms
/// @param parent the image from which it was built here, if any
/// @param size the bytes of the files of all its layers
/// @param lastTagged when a name was last given to it, null if never
public record Image(
    ImageDocument document,
    List<ImageReference> references,
    @Nullable Digest parent,
    long size,
    @Nullable Instant lastTagged) {
  public Image {
    references = List.copyOf(references);
  }

  /// The same image with only those names.
  Image withReferences(List<ImageReference> names) {
    return new Image(document, names, parent, size, lastTagged);
  }

  public Digest id() {
    return document.id();
  }

  public ImageConfig config() {
    return document.config();
  }

  /// The uppermost layer, or null for an image without layers.
  public @Nullable Digest chainId() {
    return document.chainId();
  }

  public List<ImageReference> tags() {
    return references.stream().filter(r -> r.tag() != null && r.digest() == null).toList();
  }

  public List<ImageReference> digests() {
    return references.stream().filter(r -> r.digest() != null).toList();
  }

  /// Whether nobody has a name for it.
  public boolean isDangling() {
    return references.isEmpty();
  }
}
