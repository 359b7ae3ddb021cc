package havre.images;

import havre.common.Digest;
import java.util.List;

/// Tells which containers were made from an image; given by the engine.
@FunctionalInterface
public interface ImageUses {
  /// Containers of an image.
  List<Use> of(Digest imageId);

  /// One container of an image.
  ///
  /// @param reference the name by which the image was asked for when the container was created
  record Use(String containerId, String reference, boolean running) {}
}
