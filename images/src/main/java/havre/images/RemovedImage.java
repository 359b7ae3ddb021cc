package havre.images;

import org.jspecify.annotations.Nullable;

/// One step of a removal: a name taken away, or an image or layer deleted.
public record RemovedImage(@Nullable String untagged, @Nullable String deleted) {
  public static RemovedImage untagged(String name) {
    return new RemovedImage(name, null);
  }

  public static RemovedImage deleted(String id) {
    return new RemovedImage(null, id);
  }
}
