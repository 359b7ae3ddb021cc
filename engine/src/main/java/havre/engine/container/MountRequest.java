package havre.engine.container;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of `--mount`.
///
/// @param type `bind`, `volume` or `tmpfs`
/// @param bind options of a bind, if any were given
/// @param volume options of a volume, if any were given
/// @param tmpfs options of a tmpfs, if any were given
public record MountRequest(
    String type,
    String source,
    String target,
    boolean readOnly,
    String consistency,
    @Nullable BindOptions bind,
    @Nullable VolumeOptions volume,
    @Nullable TmpfsOptions tmpfs) {

  /// @param createMountpoint whether a missing source folder is made
  public record BindOptions(
      String propagation,
      boolean nonRecursive,
      boolean createMountpoint,
      boolean readOnlyNonRecursive,
      boolean readOnlyForceRecursive) {}

  /// @param noCopy whether the image's files at the target are left out of a new volume
  public record VolumeOptions(
      boolean noCopy,
      Map<String, String> labels,
      String driver,
      Map<String, String> driverOptions,
      String subpath) {
    public VolumeOptions {
      labels = Copies.map(labels);
      driverOptions = Copies.map(driverOptions);
    }
  }

  /// @param mode permission bits; 0 is the default of 01777
  public record TmpfsOptions(long sizeBytes, int mode) {}
}
