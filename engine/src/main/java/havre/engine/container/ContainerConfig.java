package havre.engine.container;

import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// The portable half of a container's configuration: what would hold on any host.
///
/// In a request, absent values (`null`, empty) are filled from the image; in a {@link
/// ContainerView} they are the merged ones.
///
/// @param image the reference or id as the client wrote it
/// @param entrypoint `null` keeps the image's; a single empty string clears it
/// @param volumes destinations of anonymous volumes
/// @param stopTimeout seconds; `null` is the default of ten
public record ContainerConfig(
    String image,
    @Nullable List<String> cmd,
    @Nullable List<String> entrypoint,
    List<String> env,
    Map<String, String> labels,
    String user,
    String workingDir,
    String hostname,
    String domainname,
    Streams streams,
    SequencedSet<ContainerPort> exposedPorts,
    SequencedSet<String> volumes,
    String stopSignal,
    @Nullable Integer stopTimeout,
    @Nullable HealthCheck healthCheck,
    @Nullable List<String> shell,
    @Nullable List<String> onBuild,
    boolean networkDisabled,
    String macAddress) {

  /// The container's standard streams.
  ///
  /// @param openStdin whether the process's standard input stays open
  /// @param stdinOnce whether it is closed when the first attached client leaves
  public record Streams(
      boolean tty,
      boolean openStdin,
      boolean stdinOnce,
      boolean attachStdin,
      boolean attachStdout,
      boolean attachStderr) {
    public static final Streams NONE = new Streams(false, false, false, false, false, false);
  }

  public ContainerConfig {
    cmd = Copies.listOrNull(cmd);
    entrypoint = Copies.listOrNull(entrypoint);
    env = Copies.list(env);
    labels = Copies.map(labels);
    exposedPorts = Copies.set(exposedPorts);
    volumes = Copies.set(volumes);
    shell = Copies.listOrNull(shell);
    onBuild = Copies.listOrNull(onBuild);
  }

  /// The configuration of a container that runs `cmd` of `image` and asks for nothing else.
  public static ContainerConfig of(String image, String... cmd) {
    return new ContainerConfig(
        image,
        cmd.length == 0 ? null : List.of(cmd),
        null,
        List.of(),
        Map.of(),
        "",
        "",
        "",
        "",
        Streams.NONE,
        Copies.set(null),
        Copies.set(null),
        "",
        null,
        null,
        null,
        null,
        false,
        "");
  }

  public ContainerConfig withImage(String value) {
    return with(value, env, hostname, stopSignal);
  }

  public ContainerConfig withHostname(String value) {
    return with(image, env, value, stopSignal);
  }

  public ContainerConfig withEnv(List<String> value) {
    return with(image, value, hostname, stopSignal);
  }

  public ContainerConfig withStopSignal(String value) {
    return with(image, env, hostname, value);
  }

  private ContainerConfig with(
      String newImage, List<String> newEnv, String newHostname, String newStopSignal) {
    return new ContainerConfig(
        newImage,
        cmd,
        entrypoint,
        newEnv,
        labels,
        user,
        workingDir,
        newHostname,
        domainname,
        streams,
        exposedPorts,
        volumes,
        newStopSignal,
        stopTimeout,
        healthCheck,
        shell,
        onBuild,
        networkDisabled,
        macAddress);
  }

  public boolean tty() {
    return streams.tty();
  }
}
