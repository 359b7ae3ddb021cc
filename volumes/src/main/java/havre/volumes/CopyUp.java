package havre.volumes;

import havre.common.HavreException;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.DirectoryListing;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Fills an empty volume, or an empty directory of one, with what an image has at the place where a
/// container wants it.
///
/// @param subpath where in the volume, empty for all of it
record CopyUp(VolumeDriver driver, String volume, String subpath, String containerId) {

  /// @param imageRoot the root of the image's file system; the path is resolved within it
  void from(Fd imageRoot, String path) {
    try (Fd source = openSource(imageRoot, path)) {
      if (source != null && subpath.isEmpty()) {
        driver.guardCopy(volume, () -> copy(source));
      } else if (source != null) {
        copy(source);
      }
    }
  }

  private void copy(Fd source) {
    String user = "copy-up-" + containerId;
    VolumeMount mount;
    try {
      mount = driver.mount(volume, user, subpath);
    } catch (HavreException e) {
      if (subpath.isEmpty()) {
        throw e;
      }
      return; // what keeps the path from being mounted is told when the container starts
    }
    try (mount;
        Fd target = open(mount)) {
      if (target != null && DirectoryListing.of(target).isEmpty()) {
        TreeCopy.copy(source, target);
      }
    } catch (IOException e) {
      throw HavreException.internal("copy up to volume " + volume + ": " + e.getMessage(), e);
    } finally {
      driver.unmount(volume, user);
    }
  }

  /// The directory to be filled; null where it is a file.
  private static @Nullable Fd open(VolumeMount mount) {
    try {
      return switch (mount) {
        case VolumeMount.Directory directory ->
            Open.path(directory.path().toString(), OpenHow.DIRECTORY);
        case VolumeMount.Tree tree -> Open.again(tree.tree(), OpenHow.DIRECTORY);
      };
    } catch (LinuxException e) {
      if (e.is(Errno.ENOTDIR)) {
        return null;
      }
      throw e;
    }
  }

  private static @Nullable Fd openSource(Fd imageRoot, String path) {
    try {
      return Open.at(imageRoot, path, OpenHow.DIRECTORY.inRoot());
    } catch (LinuxException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
        return null;
      }
      throw e;
    }
  }
}
