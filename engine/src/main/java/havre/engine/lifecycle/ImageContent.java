package havre.engine.lifecycle;

import havre.common.ContainerId;
import havre.common.HavreException;
import havre.engine.container.ContainerView.MountPoint;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.mount.DetachedOverlay;
import havre.store.snapshots.Snapshot;
import havre.volumes.Volumes;
import java.util.List;

/// What an image has where a container wants volumes.
record ImageContent(Volumes volumes, ContainerId id) {

  /// Fills volumes with it.
  ///
  /// @param declared where volumes without a name are wanted, at which there may be no file
  void fill(List<MountPoint> points, List<String> declared, Snapshot layers) {
    if (points.isEmpty() && declared.isEmpty()) {
      return;
    }
    try (Fd image = DetachedOverlay.readOnly(layers.lower()).mount()) {
      declared.forEach(destination -> refuseFile(image, destination));
      points.forEach(point ->
          volumes.copyUp(point.name(), subpath(point), image, point.destination(), id.value()));
    } catch (LinuxException e) {
      throw HavreException.internal("fill the volumes: " + e.getMessage(), e);
    }
  }

  private static String subpath(MountPoint point) {
    return point.request() == null ? "" : point.request().subpath();
  }

  private static void refuseFile(Fd image, String destination) {
    try (Fd place = Open.at(image, destination, OpenHow.PATH.inRoot())) {
      if (FileStatus.of(place).type() != FileStatus.DIRECTORY) {
        throw HavreException.internal(
            "cannot mount volume over existing file, file exists " + destination, null);
      }
    } catch (LinuxException _) {
      // nothing is there, or nothing that can be reached: the start makes it or fails
    }
  }
}
