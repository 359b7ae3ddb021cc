package havre.volumes;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Where volumes lie. Thread-safe; calls for one name come one after another.
interface VolumeDriver {
  String name();

  /// `local` or `global`.
  String scope();

  /// Makes a volume; does nothing when it is there.
  void create(String volume, Map<String, String> options);

  void remove(String volume);

  /// The volume as the driver knows it, with no labels.
  Optional<Volume> find(String volume);

  /// All that the driver knows.
  List<Volume> list();

  /// Makes it ready for a container.
  ///
  /// @param subpath a path below its root, or empty for all of it
  VolumeMount mount(String volume, String user, String subpath);

  void unmount(String volume, String user);

  /// Learns of a container that has used it since before the daemon started.
  default void adopt(String volume, String user, MountedPlace place) {}

  /// Whether it could take what an image has at its place.
  boolean fillable(String volume);

  /// Puts a mark that stays should the copying not come to its end, and takes it away.
  ///
  /// @param copy told whether what is there already is to be thrown away first
  void guardCopy(String volume, Runnable copy);
}
