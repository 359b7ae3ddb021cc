package havre.api.images;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.images.RemoteImage;
import havre.oci.image.Descriptor;
import havre.oci.image.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a registry has under a name.
record DistributionDto(
    @JsonProperty("Descriptor") DescriptorDto descriptor,
    @JsonProperty("Platforms") List<PlatformDto> platforms) {
  record DescriptorDto(
      @JsonProperty("mediaType") String mediaType,
      @JsonProperty("digest") String digest,
      @JsonProperty("size") long size) {
    static DescriptorDto of(Descriptor descriptor) {
      return new DescriptorDto(
          descriptor.mediaType(), descriptor.digest().toString(), descriptor.size());
    }
  }

  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record PlatformDto(
      @JsonProperty("architecture") String architecture,
      @JsonProperty("os") String os,
      @JsonProperty("os.version") @Nullable String osVersion,
      @JsonProperty("os.features") @Nullable List<String> osFeatures,
      @JsonProperty("variant") @Nullable String variant) {
    static PlatformDto of(Platform platform) {
      return new PlatformDto(
          platform.architecture(),
          platform.os(),
          platform.osVersion(),
          platform.osFeatures(),
          platform.variant());
    }
  }

  static DistributionDto of(RemoteImage image) {
    return new DistributionDto(
        DescriptorDto.of(image.descriptor()),
        image.platforms().stream().map(PlatformDto::of).toList());
  }
}
