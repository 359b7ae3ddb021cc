package havre.images;

import havre.oci.image.Platform;
import java.util.List;

/// Images that leave the store together.
///
/// @param images one for each platform
/// @param index whether an index holds them, which several need
public record Publication(List<Image> images, boolean index, ImageForm form) {
  public Publication {
    images = List.copyOf(images);
    if (images.isEmpty() || images.size() > 1 && !index) {
      throw new IllegalArgumentException(images.size() + " images without an index");
    }
  }

  /// The one that this machine runs, or else the first.
  public Image main() {
    return images.stream()
        .filter(image -> Platform.host().accepts(image.document().platform()))
        .findFirst()
        .orElse(images.getFirst());
  }
}
