package havre.engine.config;

import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerErrors;
import havre.engine.container.ContainerPort;
import havre.engine.container.HealthCheck;
import havre.oci.image.Healthcheck;
import havre.oci.image.ImageConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fills what a request leaves open from the image, as Docker does.
public final class ImageDefaults {
  private final ContainerConfig asked;
  private final ImageConfig image;

  private ImageDefaults(ContainerConfig asked, ImageConfig image) {
    this.asked = asked;
    this.image = image;
  }

  public static ContainerConfig merge(ContainerConfig asked, ImageConfig image) {
    return new ImageDefaults(asked, image).merged();
  }

  private ContainerConfig merged() {
    List<String> cmd = asked.cmd();
    List<String> entrypoint = asked.entrypoint();
    boolean noCmd = cmd == null || cmd.isEmpty();
    if (entrypoint == null) {
      if (noCmd) {
        cmd = image.cmd();
      }
      entrypoint = image.entrypoint();
    } else if (entrypoint.equals(List.of(""))) {
      entrypoint = null;
    } else if (entrypoint.isEmpty() && noCmd) {
      cmd = image.cmd();
    }
    if (isEmpty(cmd) && isEmpty(entrypoint)) {
      throw ContainerErrors.noCommand();
    }
    return new ContainerConfig(
        asked.image(),
        cmd,
        entrypoint,
        environment(),
        labels(),
        first(asked.user(), image.user()),
        workingDir(),
        asked.hostname(),
        asked.domainname(),
        asked.streams(),
        exposedPorts(),
        volumes(),
        first(asked.stopSignal(), image.stopSignal()),
        asked.stopTimeout() != null ? asked.stopTimeout() : image.stopTimeout(),
        healthCheck(),
        asked.shell() != null ? asked.shell() : image.shell(),
        asked.onBuild(),
        asked.networkDisabled(),
        asked.macAddress());
  }

  private static boolean isEmpty(@Nullable List<String> list) {
    return list == null || list.isEmpty();
  }

  private String workingDir() {
    String found = first(asked.workingDir(), image.workingDir());
    return found.startsWith("/") ? BindSpec.clean(found) : found;
  }

  private static String first(String asked, @Nullable String image) {
    return asked.isEmpty() ? Objects.requireNonNullElse(image, "") : asked;
  }

  private List<String> environment() {
    var merged = new ArrayList<>(asked.env());
    for (String entry : Objects.requireNonNullElse(image.env(), List.<String>of())) {
      String name = name(entry);
      if (asked.env().stream().noneMatch(e -> name(e).equals(name))) {
        merged.add(entry);
      }
    }
    return merged;
  }

  private static String name(String entry) {
    int equals = entry.indexOf('=');
    return equals < 0 ? entry : entry.substring(0, equals);
  }

  private Map<String, String> labels() {
    var merged = new LinkedHashMap<String, String>();
    if (image.labels() != null) {
      merged.putAll(image.labels());
    }
    merged.putAll(asked.labels());
    return merged;
  }

  private SequencedSet<ContainerPort> exposedPorts() {
    var merged = new LinkedHashSet<>(asked.exposedPorts());
    for (String port : keys(image.exposedPorts())) {
      merged.add(ContainerPort.parse(port));
    }
    return merged;
  }

  private SequencedSet<String> volumes() {
    var merged = new LinkedHashSet<>(asked.volumes());
    merged.addAll(keys(image.volumes()));
    return merged;
  }

  private static Set<String> keys(@Nullable Map<String, ?> map) {
    return map == null ? Set.of() : map.keySet();
  }

  private @Nullable HealthCheck healthCheck() {
    HealthCheck own = asked.healthCheck();
    Healthcheck of = image.healthcheck();
    if (of == null) {
      return own;
    }
    var inherited =
        new HealthCheck(
            Objects.requireNonNullElse(of.test(), List.of()),
            Duration.ofNanos(of.interval()),
            Duration.ofNanos(of.timeout()),
            Duration.ofNanos(of.startPeriod()),
            Duration.ofNanos(of.startInterval()),
            of.retries());
    if (own == null) {
      return inherited;
    }
    return new HealthCheck(
        own.test().isEmpty() ? inherited.test() : own.test(),
        orElse(own.interval(), inherited.interval()),
        orElse(own.timeout(), inherited.timeout()),
        orElse(own.startPeriod(), inherited.startPeriod()),
        orElse(own.startInterval(), inherited.startInterval()),
        own.retries() == 0 ? inherited.retries() : own.retries());
  }

  private static Duration orElse(Duration asked, Duration inherited) {
    return asked.isZero() ? inherited : asked;
  }
}
