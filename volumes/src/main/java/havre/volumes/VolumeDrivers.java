package havre.volumes;

import havre.common.HavreException;
import java.util.List;
import java.util.Optional;

/// The drivers that volumes can have.
final class VolumeDrivers {
  private final LocalDriver local;

  VolumeDrivers(LocalDriver local) {
    this.local = local;
  }

  LocalDriver local() {
    return local;
  }

  /// @throws HavreException of kind NOT_FOUND when nobody is called that
  VolumeDriver get(String name) {
    if (name.equals(Volume.LOCAL)) {
      return local;
    }
    throw HavreException.notFound(
        "error looking up volume plugin %s: plugin \"%s\" not found".formatted(name, name));
  }

  /// A volume that some driver knows and that was not made from here.
  Optional<Volume> findAnywhere(String volume) {
    return Optional.empty();
  }

  /// What all drivers know.
  List<Volume> listed() {
    return List.of();
  }

  List<String> warnings() {
    return List.of();
  }
}
