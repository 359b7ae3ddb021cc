package havre.api.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.build.Builder;
import havre.build.step.CacheMounts;
import java.util.List;

/// A cache mount, as a record of Docker's build cache.
public record BuildCacheDto(
    @JsonProperty("ID") String id,
    @JsonProperty("Type") String type,
    @JsonProperty("Description") String description,
    @JsonProperty("InUse") boolean inUse,
    @JsonProperty("Shared") boolean shared,
    @JsonProperty("Size") long size,
    @JsonProperty("CreatedAt") String createdAt,
    @JsonProperty("LastUsedAt") String lastUsedAt,
    @JsonProperty("UsageCount") int usageCount) {
  /// What the build cache holds, for `/system/df`.
  public static List<BuildCacheDto> all(Builder builder) {
    return builder.cacheMounts().stream().map(BuildCacheDto::of).toList();
  }

  /// What is written down of its use is the last time alone.
  private static BuildCacheDto of(CacheMounts.Kept kept) {
    String used = kept.used().toString();
    return new BuildCacheDto(
        kept.id(),
        "exec.cachemount",
        "cached mount of a build's step",
        false,
        false,
        kept.bytes(),
        used,
        used,
        1);
  }
}
