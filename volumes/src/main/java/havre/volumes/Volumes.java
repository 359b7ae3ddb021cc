package havre.volumes;

import havre.linux.Fd;
import java.util.Optional;
import java.util.Set;

/// All volumes here. Errors are Docker's in kind and text. Thread-safe.
///
/// Which containers use a volume is told by the engine, for every container when it is made or
/// found at start; it is not kept here.
public interface Volumes {
  /// Makes a volume; one of the same name and driver is returned as it is.
  Volume create(VolumeSpec spec);

  /// As [#create], for a container that uses it from now on: nobody can remove it in between.
  Volume createFor(VolumeSpec spec, String containerId);

  /// @throws havre.common.HavreException of kind NOT_FOUND: `get x: no such volume`
  Volume get(String name);

  /// A volume that was made from here, as far as that is known without its driver.
  Optional<Volume> find(String name);

  /// In the order of names.
  VolumeList list(VolumeFilters filters);

  /// @param force not to complain when it is not there
  /// @throws havre.common.HavreException of kind CONFLICT while a container uses it
  void remove(String name, boolean force);

  /// Removes anonymous volumes that nobody uses, or all unused ones with `all=true`.
  VolumePruneReport prune(VolumeFilters filters);

  /// Records that a container uses a volume.
  ///
  /// @throws havre.common.HavreException of kind NOT_FOUND
  void acquire(String name, String containerId);

  void release(String name, String containerId);

  /// The containers that use it.
  Set<String> users(String name);

  /// Makes a volume ready for a container that starts; [#unmount] ends that.
  ///
  /// @param subpath a path below its root, or empty for all of it
  VolumeMount mount(String name, String containerId, String subpath);

  /// Does nothing when the container has it not mounted.
  void unmount(String name, String containerId);

  /// Learns that a container that was found running has it mounted.
  void adopt(String name, String containerId, MountedPlace place);

  /// Whether [#copyUp] could do something.
  boolean fillable(String name);

  /// Fills an empty volume with what an image has at a path, owners, modes and extended attributes
  /// kept. Does nothing when the volume holds something, or the image has no directory there. What
  /// a crash left half copied is copied anew.
  ///
  /// @param imageRoot the root of the image's file system; the path is resolved within it
  default void copyUp(String name, Fd imageRoot, String path, String containerId) {
    copyUp(name, "", imageRoot, path, containerId);
  }

  /// Fills what lies below a volume's root, where that is an empty directory.
  ///
  /// @param subpath empty for the root
  void copyUp(String name, String subpath, Fd imageRoot, String path, String containerId);

  /// The bytes of the files in it.
  long size(String name);
}
