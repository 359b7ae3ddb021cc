package havre.api.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.api.Timestamps;
import havre.common.Digest;
import havre.images.Image;
import havre.oci.image.ImageDocument;
import havre.oci.reference.ImageReference;
import havre.store.snapshots.Layer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One image in full.
record ImageInspectDto(
    String id,
    List<String> repoTags,
    List<String> repoDigests,
    String parent,
    String comment,
    String created,
    String dockerVersion,
    String author,
    ImageConfigDto config,
    String architecture,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String variant,
    String os,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String osVersion,
    long size,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long virtualSize,
    GraphDriverDto graphDriver,
    @JsonProperty("RootFS") RootFsDto rootFs,
    MetadataDto metadata,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<ManifestDto> manifests) {
  private static final int WITHOUT_VIRTUAL_SIZE = 44;

  record GraphDriverDto(Map<String, String> data, String name) {}

  record RootFsDto(String type, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> layers) {}

  record MetadataDto(String lastTagTime) {}

  /// @param layers from the uppermost down
  /// @param manifests of each platform, null where they were not asked for
  static ImageInspectDto of(
      Image image, List<Layer> layers, @Nullable List<ManifestDto> manifests, ApiVersion version) {
    ImageDocument document = image.document();
    ImageDocument.Fields fields = document.fields();
    return new ImageInspectDto(
        image.id().toString(),
        image.tags().stream().map(ImageReference::familiar).toList(),
        image.digests().stream()
            .map(name -> name.familiarName() + "@" + name.digest())
            .distinct()
            .toList(),
        image.parent() == null ? "" : image.parent().toString(),
        text(fields.comment()),
        fields.created() == null ? "" : Timestamps.format(document.created()),
        text(fields.dockerVersion()),
        text(fields.author()),
        ImageConfigDto.of(image.config()),
        fields.architecture(),
        fields.variant(),
        fields.os(),
        fields.osVersion(),
        image.size(),
        version.atLeast(WITHOUT_VIRTUAL_SIZE) ? null : (Long) image.size(),
        new GraphDriverDto(directories(layers), "overlay2"),
        new RootFsDto(
            fields.rootfs().type(), document.diffIds().stream().map(Digest::toString).toList()),
        new MetadataDto(Timestamps.format(image.lastTagged())),
        manifests);
  }

  private static Map<String, String> directories(List<Layer> layers) {
    var data = new LinkedHashMap<String, String>();
    if (layers.size() > 1) {
      data.put(
          "LowerDir",
          String.join(
              ":", layers.stream().skip(1).map(layer -> layer.directory().toString()).toList()));
    }
    if (!layers.isEmpty()) {
      data.put("UpperDir", layers.getFirst().directory().toString());
    }
    return data;
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }
}
