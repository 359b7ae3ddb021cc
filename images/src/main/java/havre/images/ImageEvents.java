package havre.images;

import havre.common.Digest;

/// Hears of what happens to images.
@FunctionalInterface
public interface ImageEvents {
  /// @param action Docker's word: `create`, `tag`, `untag`, `delete`, `load`, `import`, `save`,
  ///   `prune`
  /// @param name a name of the image, or its id
  void onImageEvent(String action, Digest imageId, String name);
}
