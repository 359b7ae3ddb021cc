package havre.api.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import havre.api.ApiVersion;
import havre.images.Image;
import havre.oci.reference.ImageReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One image in a list.
///
/// @param virtualSize up to API 1.43
/// @param manifests of each platform, where they were asked for
/// @param containers -1 where it was not counted; so is the shared size
public record ImageSummaryDto(
    long containers,
    long created,
    String id,
    @Nullable Map<String, String> labels,
    String parentId,
    List<String> repoDigests,
    List<String> repoTags,
    long sharedSize,
    long size,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long virtualSize,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ManifestDto> manifests) {
  private static final int WITHOUT_VIRTUAL_SIZE = 44;
  private static final int WITHOUT_NONE_TAGS = 43;

  static ImageSummaryDto of(
      Image image,
      long containers,
      long sharedSize,
      @Nullable List<ManifestDto> manifests,
      ApiVersion version) {
    List<String> tags = image.tags().stream().map(ImageReference::familiar).toList();
    List<String> digests =
        image.digests().stream()
            .map(name -> name.familiarName() + "@" + name.digest())
            .distinct()
            .toList();
    boolean spellsNone = image.isDangling() && !version.atLeast(WITHOUT_NONE_TAGS);
    return new ImageSummaryDto(
        containers,
        image.document().created().getEpochSecond(),
        image.id().toString(),
        image.config().labels(),
        image.parent() == null ? "" : image.parent().toString(),
        spellsNone ? List.of("<none>@<none>") : digests,
        spellsNone ? List.of("<none>:<none>") : tags,
        sharedSize,
        image.size(),
        version.atLeast(WITHOUT_VIRTUAL_SIZE) ? null : (Long) image.size(),
        manifests);
  }
}
