package havre.api.containers;

import static havre.api.containers.Values.emptyAsNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.api.Timestamps;
import havre.engine.container.ContainerSpec;
import havre.engine.container.ContainerState;
import havre.engine.container.ContainerView;
import havre.engine.container.EndpointRequest;
import havre.engine.container.Health;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer of `GET /containers/{id}/json`.
record InspectDto(
    String id,
    String created,
    String path,
    List<String> args,
    StateDto state,
    String image,
    String resolvConfPath,
    String hostnamePath,
    String hostsPath,
    String logPath,
    String name,
    int restartCount,
    String driver,
    String platform,
    String mountLabel,
    String processLabel,
    String appArmorProfile,
    @JsonProperty("ExecIDs") @Nullable List<String> execIds,
    HostConfigDto hostConfig,
    GraphDriverDto graphDriver,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sizeRw,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long sizeRootFs,
    List<MountPointDto> mounts,
    ContainerConfigDto config,
    NetworkSettingsDto networkSettings) {

  record GraphDriverDto(Map<String, String> data, String name) {}

  record StateDto(
      String status,
      boolean running,
      boolean paused,
      boolean restarting,
      @JsonProperty("OOMKilled") boolean oomKilled,
      boolean dead,
      int pid,
      int exitCode,
      String error,
      String startedAt,
      String finishedAt,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HealthDto health) {
    static StateDto of(ContainerState state, @Nullable Health health) {
      return new StateDto(
          state.status().text(),
          state.running(),
          state.paused(),
          state.restarting(),
          state.oomKilled(),
          state.dead(),
          state.pid(),
          state.exitCode(),
          state.error(),
          Timestamps.format(state.startedAt()),
          Timestamps.format(state.finishedAt()),
          health == null ? null : HealthDto.of(health));
    }
  }

  record HealthDto(String status, int failingStreak, List<ProbeDto> log) {
    static HealthDto of(Health health) {
      return new HealthDto(
          health.status().text(),
          health.failingStreak(),
          health.log().stream()
              .map(probe ->
                  new ProbeDto(
                      Timestamps.format(probe.start()),
                      Timestamps.format(probe.end()),
                      probe.exitCode(),
                      probe.output()))
              .toList());
    }
  }

  record ProbeDto(String start, String end, int exitCode, String output) {}

  /// That of the container, as clients say it up to 1.43, or that of its main network.
  private static String askedMacAddress(ContainerSpec spec) {
    String mode = spec.host().networking().mode();
    String ofContainer = spec.config().macAddress();
    return ofContainer.isEmpty()
        ? spec.endpoints()
            .getOrDefault(mode.equals("default") ? "bridge" : mode, EndpointRequest.ANY)
            .macAddress()
        : ofContainer;
  }

  static InspectDto of(ContainerView view, ApiVersion version) {
    ContainerView.Size size = view.size();
    return new InspectDto(
        view.id().value(),
        Timestamps.format(view.created()),
        view.path(),
        view.args(),
        StateDto.of(view.state(), view.health()),
        view.imageId(),
        view.files().resolvConf(),
        view.files().hostname(),
        view.files().hosts(),
        view.files().log(),
        "/" + view.name(),
        view.restartCount(),
        view.graphDriver().name(),
        view.platform(),
        "",
        "",
        view.appArmorProfile(),
        emptyAsNull(view.execIds()),
        HostConfigWriter.of(view.spec().host()),
        new GraphDriverDto(view.graphDriver().data(), view.graphDriver().name()),
        size == null ? null : size.writable(),
        size == null ? null : size.root(),
        view.mounts().stream().map(MountPointDto::of).toList(),
        ContainerConfigDto.of(view.spec().config(), askedMacAddress(view.spec())),
        NetworkSettingsDto.of(view, version));
  }
}
