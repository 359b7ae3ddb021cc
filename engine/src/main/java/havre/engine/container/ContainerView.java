package havre.engine.container;

import havre.common.ContainerId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A container as a reader sees it: an immutable snapshot, taken without waiting for anybody.
///
/// @param name without the leading slash
/// @param imageId `sha256:…` of the image it was made from
/// @param spec the request, merged with the image's configuration
/// @param path the program
/// @param args its arguments
/// @param execIds execs that run now
/// @param health null where nothing probes it
/// @param size only when it was asked for
/// @param linkNames the names that links of others give it, `owner/alias`; known in lists only
public record ContainerView(
    ContainerId id,
    String name,
    Instant created,
    String imageId,
    ContainerSpec spec,
    String path,
    List<String> args,
    ContainerState state,
    int restartCount,
    List<MountPoint> mounts,
    NetworkSettings network,
    Files files,
    GraphDriver graphDriver,
    String platform,
    String appArmorProfile,
    List<String> execIds,
    @Nullable Health health,
    @Nullable Size size,
    List<String> linkNames) {
  public ContainerView {
    args = Copies.list(args);
    mounts = Copies.list(mounts);
    execIds = Copies.list(execIds);
    linkNames = Copies.list(linkNames);
  }

  /// Where the engine keeps a container's own files; empty when there are none.
  public record Files(String resolvConf, String hostname, String hosts, String log) {}

  /// How the root file system is put together.
  public record GraphDriver(String name, Map<String, String> data) {
    public GraphDriver {
      data = Copies.map(data);
    }
  }

  /// Bytes of the writable layer, and of all layers together.
  public record Size(long writable, long root) {}

  /// One mount as `inspect` tells it.
  ///
  /// @param type `bind`, `volume`, `tmpfs` or `image`
  /// @param name of the volume, or empty
  /// @param request where it comes from; null for what earlier engines made
  public record MountPoint(
      String type,
      String name,
      String source,
      String destination,
      String driver,
      String mode,
      boolean writable,
      String propagation,
      @Nullable MountRequest request) {}

  public ContainerView withSize(Size newSize) {
    return with(spec, newSize, linkNames);
  }

  public ContainerView withLinkNames(List<String> newNames) {
    return newNames.isEmpty() ? this : with(spec, size, newNames);
  }

  /// With another name for its image.
  public ContainerView withImage(String shown) {
    return with(spec.withConfig(spec.config().withImage(shown)), size, linkNames);
  }

  private ContainerView with(ContainerSpec newSpec, @Nullable Size newSize, List<String> newNames) {
    return new ContainerView(
        id,
        name,
        created,
        imageId,
        newSpec,
        path,
        args,
        state,
        restartCount,
        mounts,
        network,
        files,
        graphDriver,
        platform,
        appArmorProfile,
        execIds,
        health,
        newSize,
        newNames);
  }
}
