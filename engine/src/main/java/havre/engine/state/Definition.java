package havre.engine.state;

import havre.common.ContainerId;
import havre.engine.container.ContainerSpec;
import havre.engine.container.ContainerView.MountPoint;
import java.time.Instant;
import java.util.List;

/// What a container is; only a rename or an update of its limits changes it.
///
/// @param spec the request, checked, and merged with the image's configuration
/// @param platform the operating system it was made for
public record Definition(
    ContainerId id,
    String name,
    Instant created,
    String imageId,
    ContainerSpec spec,
    List<MountPoint> mounts,
    String platform) {
  public Definition {
    mounts = List.copyOf(mounts);
  }

  public Definition withName(String newName) {
    return new Definition(id, newName, created, imageId, spec, mounts, platform);
  }

  public Definition withSpec(ContainerSpec newSpec) {
    return new Definition(id, name, created, imageId, newSpec, mounts, platform);
  }

  /// Whether it is made from an image, or has it mounted.
  public boolean uses(String id) {
    return imageId.equals(id)
        || mounts.stream()
            .anyMatch(mount -> mount.type().equals("image") && mount.source().equals(id));
  }

  public boolean autoRemove() {
    return spec.host().autoRemove();
  }

  /// Entry point and command together.
  public List<String> arguments() {
    var arguments = new java.util.ArrayList<String>();
    List<String> entrypoint = spec.config().entrypoint();
    if (entrypoint != null) {
      arguments.addAll(entrypoint);
    }
    List<String> cmd = spec.config().cmd();
    if (cmd != null) {
      arguments.addAll(cmd);
    }
    return arguments;
  }
}
