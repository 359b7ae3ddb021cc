package havre.engine.lifecycle;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.engine.config.MountRules;
import havre.engine.container.ContainerView.MountPoint;
import havre.engine.container.MountRequest;
import havre.engine.state.Definition;
import havre.volumes.MountedPlace;
import havre.volumes.Volume;
import java.util.List;
import java.util.Map;

/// A container's use of its volumes, from its creation to its removal, and what is told of it.
record VolumeUse(EngineParts parts) {
  private static final System.Logger LOG = System.getLogger(VolumeUse.class.getName());

  private static List<MountPoint> volumesOf(Definition definition) {
    return definition.mounts().stream()
        .filter(point -> point.type().equals(MountRules.VOLUME))
        .toList();
  }

  /// Those that were made for containers without being named: they go with their last one.
  List<String> unnamed(Definition definition) {
    return volumesOf(definition).stream().filter(this::isUnnamed).map(MountPoint::name).toList();
  }

  private boolean isUnnamed(MountPoint point) {
    MountRequest request = point.request();
    if (request != null) {
      return request.source().isEmpty();
    }
    return parts.volumes().find(point.name()).filter(Volume::isAnonymous).isPresent();
  }

  /// Takes them up again when the engine starts.
  void acquire(Definition definition) {
    for (MountPoint point : volumesOf(definition)) {
      guarded(point, () -> parts.volumes().acquire(point.name(), definition.id().value()));
    }
  }

  /// A container was found running with them.
  void adopt(Definition definition, int pid) {
    for (MountPoint point : volumesOf(definition)) {
      var place = new MountedPlace(pid, point.destination());
      guarded(point, () -> parts.volumes().adopt(point.name(), definition.id().value(), place));
    }
  }

  void release(Definition definition) {
    volumesOf(definition)
        .forEach(point -> parts.volumes().release(point.name(), definition.id().value()));
  }

  /// The container does not run any more.
  void unmount(Definition definition) {
    for (MountPoint point : volumesOf(definition)) {
      guarded(point, () -> parts.volumes().unmount(point.name(), definition.id().value()));
    }
  }

  /// Removes volumes unless another container uses them.
  void removeUnused(List<String> names) {
    for (String name : names) {
      try {
        if (parts.volumes().users(name).isEmpty()) {
          parts.volumes().remove(name, true);
        }
      } catch (HavreException e) {
        LOG.log(WARNING, "remove volume=" + name + ": " + e.getMessage());
      }
    }
  }

  void tellMounted(Definition definition) {
    for (MountPoint point : volumesOf(definition)) {
      publish(
          "mount",
          point,
          Map.of(
              "container",
              definition.id().value(),
              "destination",
              point.destination(),
              "driver",
              point.driver(),
              "propagation",
              point.propagation(),
              "read/write",
              Boolean.toString(point.writable())));
    }
  }

  void tellUnmounted(Definition definition) {
    for (MountPoint point : volumesOf(definition)) {
      publish(
          "unmount", point, Map.of("container", definition.id().value(), "driver", point.driver()));
    }
  }

  private void publish(String action, MountPoint point, Map<String, String> attributes) {
    parts.events().publish("volume", action, point.name(), attributes);
  }

  private static void guarded(MountPoint point, Runnable work) {
    try {
      work.run();
    } catch (HavreException e) {
      LOG.log(WARNING, "volume=" + point.name() + ": " + e.getMessage());
    }
  }
}
