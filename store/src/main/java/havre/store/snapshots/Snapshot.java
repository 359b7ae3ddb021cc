package havre.store.snapshots;

import havre.common.Digest;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The writable directory of a container and the layers below it, as overlay wants them.
///
/// @param key whose it is
/// @param chainId the uppermost layer, null when there is none
/// @param lower the read-only directories, uppermost first; never empty (an empty directory stands
///   for an image without layers)
/// @param upper the directory that takes the changes
/// @param work overlay's own directory, on the same file system
public record Snapshot(
    String key, @Nullable Digest chainId, List<Path> lower, Path upper, Path work) {
  public Snapshot {
    lower = List.copyOf(lower);
  }
}
