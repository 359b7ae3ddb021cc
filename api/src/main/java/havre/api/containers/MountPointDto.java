package havre.api.containers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.engine.container.ContainerView;

/// One mount in `inspect` and in the list.
record MountPointDto(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String type,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String name,
    String source,
    String destination,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String driver,
    String mode,
    @JsonProperty("RW") boolean writable,
    String propagation) {
  static MountPointDto of(ContainerView.MountPoint mount) {
    return new MountPointDto(
        mount.type(),
        mount.name(),
        mount.source(),
        mount.destination(),
        mount.driver(),
        mount.mode(),
        mount.writable(),
        mount.propagation());
  }
}
