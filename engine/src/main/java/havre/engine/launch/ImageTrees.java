package havre.engine.launch;

import havre.common.Digest;
import havre.common.HavreException;
import havre.images.Images;
import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.mount.DetachedOverlay;
import havre.linux.mount.Mounts;
import havre.linux.mount.Propagation;
import havre.linux.process.Namespace;
import havre.linux.process.NamespaceThread;
import havre.store.snapshots.Layer;
import havre.store.snapshots.LayerStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Images as file systems to be mounted read-only.
public record ImageTrees(Images images, LayerStore layers) {
  private static final char SEPARATOR = '.';

  /// Under which a container keeps the layers of an image that it has mounted, so that they outlive
  /// the image.
  public static String key(String containerId, String destination) {
    return containerId + SEPARATOR + Integer.toHexString(destination.hashCode());
  }

  /// The container to which a snapshot belongs.
  public static String owner(String key) {
    int end = key.indexOf(SEPARATOR);
    return end < 0 ? key : key.substring(0, end);
  }

  /// A mount of an image, or of a path within it, attached nowhere.
  ///
  /// @param key under which its layers are kept
  Fd mount(String key, String imageId, String subpath) {
    List<Path> lower =
        layers.snapshotKeys().contains(key) ? layers.snapshot(key).lower() : directories(imageId);
    Fd overlay = DetachedOverlay.readOnly(lower).mount();
    if (subpath.isEmpty()) {
      return overlay;
    }
    try (overlay) {
      // A part of a mount can be had only of one that is attached somewhere.
      return NamespaceThread.inNew(
          Set.of(Namespace.MOUNT), () -> below(overlay, lower.getFirst(), subpath));
    } catch (LinuxException e) {
      if (e.is(Errno.EXDEV) || e.is(Errno.ELOOP)) {
        throw HavreException.internal(
            "path concatenation escapes the base directory, base: /, subpath: " + subpath, e);
      }
      throw HavreException.internal(
          "cannot access path %s in image: %s".formatted(subpath, e.errno().text()), e);
    }
  }

  private static Fd below(Fd overlay, Path place, String subpath) {
    Mounts.setPropagation("/", Propagation.PRIVATE, true);
    Mounts.attach(overlay, place.toString());
    try (Fd found = Open.at(overlay, subpath, OpenHow.PATH.beneath())) {
      return Mounts.copy(found, false);
    }
  }

  private List<Path> directories(String imageId) {
    var directories = new ArrayList<Path>();
    Digest chainId = images.resolve(imageId).chainId();
    while (chainId != null) {
      Digest missing = chainId;
      Layer layer =
          layers
              .find(chainId)
              .orElseThrow(() -> HavreException.notFound("layer " + missing + " does not exist"));
      directories.add(layer.directory());
      chainId = layer.parent();
    }
    if (directories.isEmpty()) {
      throw HavreException.invalid("image " + imageId + " has no files to mount");
    }
    return directories;
  }
}
