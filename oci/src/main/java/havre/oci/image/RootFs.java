package havre.oci.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import havre.common.Digest;
import java.util.List;
import java.util.Objects;

/// The layers of an image, lowest first, each by the digest of its uncompressed archive.
public record RootFs(String type, @JsonProperty("diff_ids") List<Digest> diffIds) {
  public static final String LAYERS = "layers";

  public RootFs {
    type = Objects.requireNonNullElse(type, LAYERS);
    diffIds = diffIds == null ? List.of() : List.copyOf(diffIds);
  }

  public static RootFs of(List<Digest> diffIds) {
    return new RootFs(LAYERS, diffIds);
  }
}
