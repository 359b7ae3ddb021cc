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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, Object> status,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UsageDto usageData) {

  /// What it takes, and how many containers use it.
  public record UsageDto(long refCount, long size) {}

  static VolumeDto of(Volume volume, @Nullable UsageDto usage) {
    return new VolumeDto(
        Timestamps.format(volume.created()),
        volume.driver(),
        shown(volume.labels(), volume.given().labels()),
        volume.mountpoint().toString(),
        volume.name(),
        shown(volume.options(), volume.given().options()),
        volume.scope(),
        volume.status().isEmpty() ? null : volume.status(),
        usage);
  }

  private static @Nullable Map<String, String> shown(Map<String, String> map, boolean given) {
    return map.isEmpty() && !given ? null : map;
  }
}
