package havre.api.volumes;

import com.fasterxml.jackson.annotation.JsonInclude;
import havre.api.Timestamps;
import havre.volumes.Volume;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One volume. Labels and options are null where there are none.
public record VolumeDto(
    String createdAt,
    String driver,
    @Nullable Map<String, String> labels,
    String mountpoint,
    String name,
    @Nullable Map<String, String> options,
    String scope,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UsageDto usageData) {

  /// What it takes, and how many containers use it.
  public record UsageDto(long refCount, long size) {}

  static VolumeDto of(Volume volume, @Nullable UsageDto usage) {
    return new VolumeDto(
        Timestamps.format(volume.created()),
        volume.driver(),
        volume.labels().isEmpty() ? null : volume.labels(),
        volume.mountpoint().toString(),
        volume.name(),
        volume.options().isEmpty() ? null : volume.options(),
        Volume.SCOPE,
        usage);
  }
}
