package havre.images;

import havre.common.Digest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a check has found out about one layer.
///
/// @param images those that have it, by a name or id
/// @param damage what was wrong, null for nothing
/// @param repaired what was put right, as paths in the layer's folder
/// @param failure why it could not be repaired, null when it was, or nobody asked for it
public record LayerCheck(
    Digest layer,
    List<String> images,
    @Nullable String damage,
    List<String> repaired,
    @Nullable String failure) {
  public LayerCheck {
    images = List.copyOf(images);
    repaired = List.copyOf(repaired);
  }
}
