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

/// Fills an empty volume with what an image has at the place where a container wants it.
record CopyUp(VolumeDriver driver, String volume, String containerId) {

  /// @param imageRoot the root of the image's file system; the path is resolved within it
  void from(Fd imageRoot, String path) {
    try (Fd source = openSource(imageRoot, path)) {
      if (source != null) {
        driver.guardCopy(volume, () -> copy(source));
      }
    }
  }

  private void copy(Fd source) {
    String user = "copy-up-" + containerId;
    try (VolumeMount mount = driver.mount(volume, user, "");
        Fd target = open(mount)) {
      if (DirectoryListing.of(target).isEmpty()) {
        TreeCopy.copy(source, target);
      }
    } catch (IOException e) {
      throw HavreException.internal("copy up to volume " + volume + ": " + e.getMessage(), e);
    } finally {
      driver.unmount(volume, user);
    }
  }

  private static Fd open(VolumeMount mount) {
    return switch (mount) {
      case VolumeMount.Directory directory ->
          Open.path(directory.path().toString(), OpenHow.DIRECTORY);
      case VolumeMount.Tree tree -> Open.again(tree.tree(), OpenHow.DIRECTORY);
    };
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
