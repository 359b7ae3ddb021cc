package havre.api.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.images.Image;
import havre.images.ImageUses;
import havre.oci.image.Descriptor;
import java.util.Collection;
import java.util.List;

/// An image for one of the platforms that a name has.
record ManifestDto(
    @JsonProperty("ID") String id,
    DistributionDto.DescriptorDto descriptor,
    boolean available,
    SizeDto size,
    String kind,
    ImageDataDto imageData) {
  /// @param content bytes that are kept as they would be sent
  record SizeDto(long content, long total) {}

  record ImageDataDto(
      DistributionDto.PlatformDto platform, List<String> containers, UnpackedDto size) {}

  record UnpackedDto(long unpacked) {}

  /// What is kept of an image is unpacked, all but its documents.
  static ManifestDto of(Image image, Descriptor manifest, Collection<ImageUses.Use> uses) {
    long content = manifest.size() + image.document().raw().length;
    return new ManifestDto(
        manifest.digest().toString(),
        DistributionDto.DescriptorDto.of(manifest),
        true,
        new SizeDto(content, content + image.size()),
        "image",
        new ImageDataDto(
            DistributionDto.PlatformDto.of(image.document().platform()),
            uses.stream().map(ImageUses.Use::containerId).toList(),
            new UnpackedDto(image.size())));
  }
}
