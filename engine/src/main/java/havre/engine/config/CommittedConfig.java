package havre.engine.config;

import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerPort;
import havre.engine.container.HealthCheck;
import havre.oci.image.Healthcheck;
import havre.oci.image.ImageConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// From a container's configuration to that of an image made of it.
public final class CommittedConfig {
  private CommittedConfig() {}

  /// The same configuration in an image's form.
  public static ImageConfig of(ContainerConfig config) {
    ContainerConfig.Streams streams = config.streams();
    return new ImageConfig(
        config.hostname(),
        config.domainname(),
        config.user(),
        streams.attachStdin(),
        streams.attachStdout(),
        streams.attachStderr(),
        keyed(config.exposedPorts(), ContainerPort::toString),
        streams.tty(),
        streams.openStdin(),
        streams.stdinOnce(),
        config.env(),
        config.cmd(),
        healthcheck(config.healthCheck()),
        false,
        config.image(),
        keyed(config.volumes(), Function.identity()),
        config.workingDir(),
        config.entrypoint(),
        config.networkDisabled(),
        null,
        config.onBuild(),
        config.labels(),
        emptyAsNull(config.stopSignal()),
        config.stopTimeout(),
        config.shell());
  }

  /// Fills what a client's configuration leaves open from the container's.
  public static ImageConfig merge(ImageConfig asked, ImageConfig container) {
    boolean noEntrypoint = asked.entrypoint() == null || asked.entrypoint().isEmpty();
    boolean noCmd = asked.cmd() == null || asked.cmd().isEmpty();
    return new ImageConfig(
        asked.hostname(),
        asked.domainname(),
        first(asked.user(), container.user()),
        asked.attachStdin(),
        asked.attachStdout(),
        asked.attachStderr(),
        merged(asked.exposedPorts(), container.exposedPorts()),
        asked.tty(),
        asked.openStdin(),
        asked.stdinOnce(),
        environment(asked.env(), container.env()),
        noEntrypoint && noCmd ? container.cmd() : asked.cmd(),
        asked.healthcheck() == null ? container.healthcheck() : asked.healthcheck(),
        asked.argsEscaped(),
        asked.image(),
        merged(asked.volumes(), container.volumes()),
        first(asked.workingDir(), container.workingDir()),
        asked.entrypoint() == null ? container.entrypoint() : asked.entrypoint(),
        asked.networkDisabled(),
        asked.macAddress(),
        asked.onBuild(),
        merged(asked.labels(), container.labels()),
        asked.stopSignal() == null ? container.stopSignal() : asked.stopSignal(),
        asked.stopTimeout(),
        asked.shell());
  }

  private static <T> @Nullable Map<String, Map<String, Object>> keyed(
      Collection<T> keys, Function<T, String> text) {
    if (keys.isEmpty()) {
      return null;
    }
    var map = new LinkedHashMap<String, Map<String, Object>>();
    keys.forEach(key -> map.put(text.apply(key), Map.of()));
    return map;
  }

  private static @Nullable Healthcheck healthcheck(@Nullable HealthCheck check) {
    return check == null
        ? null
        : new Healthcheck(
            check.test(),
            check.interval().toNanos(),
            check.timeout().toNanos(),
            check.startPeriod().toNanos(),
            check.startInterval().toNanos(),
            check.retries());
  }

  private static @Nullable String emptyAsNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable String first(@Nullable String asked, @Nullable String container) {
    return asked == null || asked.isEmpty() ? container : asked;
  }

  private static <T> @Nullable Map<String, T> merged(
      @Nullable Map<String, T> asked, @Nullable Map<String, T> container) {
    if (asked == null) {
      return container;
    }
    var all = new LinkedHashMap<String, T>();
    if (container != null) {
      all.putAll(container);
    }
    all.putAll(asked);
    return all;
  }

  private static @Nullable List<String> environment(
      @Nullable List<String> asked, @Nullable List<String> container) {
    if (asked == null || asked.isEmpty() || container == null) {
      return asked == null || asked.isEmpty() ? container : asked;
    }
    var all = new ArrayList<>(asked);
    for (String entry : container) {
      String name = entry.split("=", 2)[0] + "=";
      if (asked.stream().noneMatch(own -> own.startsWith(name))) {
        all.add(entry);
      }
    }
    return all;
  }
}
