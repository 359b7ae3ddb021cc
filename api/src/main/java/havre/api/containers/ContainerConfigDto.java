package havre.api.containers;

import static havre.api.containers.Values.emptyAsNull;
import static havre.api.containers.Values.text;
import static havre.api.containers.Values.yes;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.engine.container.ContainerConfig;
import havre.engine.container.ContainerPort;
import havre.engine.container.HealthCheck;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// `ContainerConfig` of the API: the portable half, in requests and in `inspect`.
record ContainerConfigDto(
    @Nullable String hostname,
    @Nullable String domainname,
    @Nullable String user,
    @Nullable Boolean attachStdin,
    @Nullable Boolean attachStdout,
    @Nullable Boolean attachStderr,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, Object> exposedPorts,
    @Nullable Boolean tty,
    @Nullable Boolean openStdin,
    @Nullable Boolean stdinOnce,
    @Nullable List<String> env,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<String> cmd,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HealthcheckDto healthcheck,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean argsEscaped,
    @Nullable String image,
    @Nullable Map<String, Object> volumes,
    @Nullable String workingDir,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<String> entrypoint,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean networkDisabled,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String macAddress,
    @Nullable List<String> onBuild,
    @Nullable Map<String, String> labels,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String stopSignal,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer stopTimeout,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable List<String> shell) {

  /// A probe; durations in nanoseconds.
  record HealthcheckDto(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<String> test,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long interval,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long timeout,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long startPeriod,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long startInterval,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonProperty("Retries") int retries) {

    HealthCheck toDomain() {
      return new HealthCheck(
          test == null ? List.of() : test,
          Duration.ofNanos(interval),
          Duration.ofNanos(timeout),
          Duration.ofNanos(startPeriod),
          Duration.ofNanos(startInterval),
          retries);
    }

    static HealthcheckDto of(HealthCheck check) {
      return new HealthcheckDto(
          check.test(),
          check.interval().toNanos(),
          check.timeout().toNanos(),
          check.startPeriod().toNanos(),
          check.startInterval().toNanos(),
          check.retries());
    }
  }

  ContainerConfig toDomain() {
    Refusals.refuse(Boolean.TRUE.equals(argsEscaped), "ArgsEscaped");
    return new ContainerConfig(
        text(image),
        emptyAsNull(cmd),
        emptyAsNull(entrypoint),
        env == null ? List.of() : env,
        labels == null ? Map.of() : labels,
        text(user),
        text(workingDir),
        text(hostname),
        text(domainname),
        new ContainerConfig.Streams(
            yes(tty),
            yes(openStdin),
            yes(stdinOnce),
            yes(attachStdin),
            yes(attachStdout),
            yes(attachStderr)),
        ports(),
        new LinkedHashSet<>(volumes == null ? List.of() : volumes.keySet()),
        text(stopSignal),
        stopTimeout,
        healthcheck == null ? null : healthcheck.toDomain(),
        emptyAsNull(shell),
        emptyAsNull(onBuild),
        yes(networkDisabled),
        text(macAddress));
  }

  private SequencedSet<ContainerPort> ports() {
    var ports = new LinkedHashSet<ContainerPort>();
    if (exposedPorts != null) {
      exposedPorts.keySet().forEach(port -> ports.add(ContainerPort.parse(port)));
    }
    return ports;
  }

  /// @param macAddress what was asked for on the container's main network, or empty
  static ContainerConfigDto of(ContainerConfig config, String macAddress) {
    ContainerConfig.Streams streams = config.streams();
    var ports = new LinkedHashMap<String, Object>();
    config.exposedPorts().forEach(port -> ports.put(port.toString(), Map.of()));
    var volumes = new LinkedHashMap<String, Object>();
    config.volumes().forEach(volume -> volumes.put(volume, Map.of()));
    return new ContainerConfigDto(
        config.hostname(),
        config.domainname(),
        config.user(),
        streams.attachStdin(),
        streams.attachStdout(),
        streams.attachStderr(),
        ports,
        streams.tty(),
        streams.openStdin(),
        streams.stdinOnce(),
        config.env(),
        config.cmd(),
        config.healthCheck() == null ? null : HealthcheckDto.of(config.healthCheck()),
        null,
        config.image(),
        volumes.isEmpty() ? null : volumes,
        config.workingDir(),
        config.entrypoint(),
        config.networkDisabled() ? Boolean.TRUE : null,
        macAddress,
        config.onBuild(),
        config.labels(),
        config.stopSignal(),
        config.stopTimeout(),
        config.shell());
  }
}
