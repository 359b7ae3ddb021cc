package havre.engine.container;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One entry of `--mount`.
///
/// @param type `bind`, `volume`, `tmpfs` or `image`
/// @param bind options of a bind, if any were given
/// @param volume options of a volume, if any were given
/// @param tmpfs options of a tmpfs, if any were given
/// @param image options of an image, if any were given
public record MountRequest(
    String type,
    String source,
    String target,
    boolean readOnly,
    String consistency,
    @Nullable BindOptions bind,
    @Nullable VolumeOptions volume,
    @Nullable TmpfsOptions tmpfs,
    @Nullable ImageOptions image) {

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

  /// @param mode permission bits; 0 leaves them to the target
  /// @param options further ones: a name, or a name and a value
  public record TmpfsOptions(long sizeBytes, int mode, List<List<String>> options) {
    public TmpfsOptions {
      options = options == null ? List.of() : options.stream().map(List::copyOf).toList();
    }
  }

  /// @param subpath a path within the image, or empty for all of it
  public record ImageOptions(String subpath) {}

  /// The path below the volume or image that is wanted, or empty.
  public String subpath() {
    if (volume != null) {
      return volume.subpath();
    }
    return image == null ? "" : image.subpath();
  }
}
