package havre.volumes;

import havre.linux.Fd;
import java.util.List;
import java.util.Set;

/// All volumes here. Errors are Docker's in kind and text. Thread-safe.
///
/// Which containers use a volume is told by the engine, for every container when it is made or
/// found at start; it is not kept here.
public interface Volumes {
  /// Makes a volume; one of the same name and driver is returned as it is.
  Volume create(VolumeSpec spec);

  /// @throws havre.common.HavreException of kind NOT_FOUND: `get x: no such volume`
  Volume get(String name);

  /// In the order of names.
  List<Volume> list(VolumeFilters filters);

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

  /// Opens the volume's directory, `O_PATH`, for a mount.
  Fd open(String name);

  /// Fills an empty volume with what an image has at a path, owners, modes and extended attributes
  /// kept. Does nothing when the volume holds something, or the image has no directory there. What
  /// a crash left half copied is copied anew.
  ///
  /// @param imageRoot the root of the image's file system; the path is resolved within it
  void copyUp(String name, Fd imageRoot, String path);

  /// The bytes of the files in it.
  long size(String name);
}
