package havre.oci.image;

import havre.common.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chain ids: the name of a layer together with all below it (OCI image specification, config.md,
/// "Layer ChainID").
public final class ChainIds {
  private ChainIds() {}

  /// The chain id of a layer on top of `parent`, or of a lowest layer when that is null.
  public static Digest of(@Nullable Digest parent, Digest diffId) {
    if (parent == null) {
      return diffId;
    }
    return Digest.sha256((parent + " " + diffId).getBytes(StandardCharsets.US_ASCII));
  }

  /// The chain ids of all layers, lowest first.
  public static List<Digest> all(List<Digest> diffIds) {
    var chain = new ArrayList<Digest>(diffIds.size());
    Digest parent = null;
    for (Digest diffId : diffIds) {
      parent = of(parent, diffId);
      chain.add(parent);
    }
    return List.copyOf(chain);
  }
}
