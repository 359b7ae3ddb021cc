package havre.api.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import havre.images.RemovedImage;
import org.jspecify.annotations.Nullable;

/// One step of a removal: either field alone.
@JsonInclude(JsonInclude.Include.NON_NULL)
record RemovedImageDto(@Nullable String untagged, @Nullable String deleted) {
  static RemovedImageDto of(RemovedImage removed) {
    return new RemovedImageDto(removed.untagged(), removed.deleted());
  }
}
