package havre.images;

import havre.common.Digest;
import havre.oci.reference.ImageReference;
import java.util.LinkedHashMap;
import java.util.Map;

/// Hears of what happens to images.
@FunctionalInterface
public interface ImageEvents {
  /// @param action Docker's word: `create`, `tag`, `untag`, `delete`, `load`, `import`, `save`,
  ///   `prune`, `pull`, `push`
  /// @param actor the image's id, or the name that was pulled or pushed
  void onEvent(String action, String actor, Map<String, String> attributes);

  /// Tells of an image, with its labels.
  ///
  /// @param name a name of the image, or its id
  default void onImageEvent(String action, Image image, String name) {
    var attributes = new LinkedHashMap<String, String>();
    Map<String, String> labels = image.config().labels();
    if (labels != null) {
      attributes.putAll(labels);
    }
    attributes.put("name", name);
    onEvent(action, image.id().toString(), attributes);
  }

  /// Tells that an image is no more.
  default void onDelete(Digest imageId) {
    onEvent("delete", imageId.toString(), Map.of("name", imageId.toString()));
  }

  default void onRegistryEvent(String action, ImageReference name) {
    onEvent(action, name.familiar(), Map.of("name", name.familiarName()));
  }

  default void onPrune(long reclaimed) {
    onEvent("prune", "", Map.of("reclaimed", String.valueOf(reclaimed)));
  }
}
