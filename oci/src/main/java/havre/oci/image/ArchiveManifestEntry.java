package havre.oci.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.common.Digest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One image in `manifest.json` of a docker archive.
public record ArchiveManifestEntry(
    @JsonProperty("Config") String config,
    @JsonProperty("RepoTags") @JsonInclude(JsonInclude.Include.ALWAYS)
        @Nullable List<String> repoTags,
    @JsonProperty("Layers") List<String> layers,
    @JsonProperty("Parent") @Nullable Digest parent,
    @JsonProperty("LayerSources") @Nullable Map<String, Descriptor> layerSources) {
  public static final String FILE = "manifest.json";
  public static final String LEGACY_REPOSITORIES = "repositories";

  public ArchiveManifestEntry {
    config = Objects.requireNonNullElse(config, "");
    layers = layers == null ? List.of() : List.copyOf(layers);
  }
}
