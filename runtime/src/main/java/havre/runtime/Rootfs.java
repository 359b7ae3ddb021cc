package havre.runtime;

import java.nio.file.Path;
import java.util.List;

/// The directories of a container's overlay.
///
/// @param layers the image's layers, the topmost first
/// @param upper what the container writes
/// @param work the overlay's scratch directory, on the file system of `upper`
/// @param readOnly whether the container sees its root read-only
/// @param throwaway whether the container's own layer need not survive a crash of the machine,
///   which is so for a container that is removed when it ends
public record Rootfs(
    List<Path> layers, Path upper, Path work, boolean readOnly, boolean throwaway) {
  public Rootfs {
    layers = List.copyOf(layers);
  }
}
