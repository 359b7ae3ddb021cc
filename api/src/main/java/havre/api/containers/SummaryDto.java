package havre.api.containers;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import havre.api.ApiVersion;
import havre.engine.container.ContainerView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One row of `GET /containers/json`.
public record SummaryDto(
    String id,
    List<String> names,
    String image,
    @JsonProperty("ImageID") String imageId,
    String command,
    long created,
    List<PortDto> ports,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sizeRw,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long sizeRootFs,
    Map<String, String> labels,
    String state,
    String status,
    HostDto hostConfig,
    NetworksDto networkSettings,
    List<MountPointDto> mounts) {

  private static final int WITH_ANNOTATIONS = 46;

  record HostDto(
      String networkMode,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> annotations) {}

  record NetworksDto(Map<String, EndpointSettingsDto> networks) {}

  record PortDto(
      @JsonProperty("IP") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String ip,
      int privatePort,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer publicPort,
      String type) {}

  /// @param now against which the status tells its times
  public static SummaryDto of(ContainerView view, ApiVersion version, Instant now) {
    ContainerView.Size size = view.size();
    return new SummaryDto(
        view.id().value(),
        names(view),
        view.spec().config().image(),
        view.imageId(),
        command(view),
        view.created().getEpochSecond(),
        ports(view),
        size == null ? 0 : size.writable(),
        size == null ? 0 : size.root(),
        view.spec().config().labels(),
        view.state().status().text(),
        StatusText.of(view.state(), view.health(), now),
        new HostDto(
            view.spec().host().networking().mode(),
            version.atLeast(WITH_ANNOTATIONS) ? view.spec().host().annotations() : Map.of()),
        new NetworksDto(NetworkSettingsDto.networks(view, version)),
        view.mounts().stream().map(MountPointDto::of).toList());
  }

  private static List<String> names(ContainerView view) {
    return Stream.concat(Stream.of(view.name()), view.linkNames().stream())
        .sorted()
        .map(name -> "/" + name)
        .toList();
  }

  private static String command(ContainerView view) {
    var command = new StringBuilder(view.path());
    for (String arg : view.args()) {
      command.append(' ').append(arg.contains(" ") ? "'" + arg + "'" : arg);
    }
    return command.toString();
  }

  private static List<PortDto> ports(ContainerView view) {
    var ports = new ArrayList<PortDto>();
    view.network()
        .ports()
        .forEach((port, hosts) -> {
          if (hosts.isEmpty()) {
            ports.add(new PortDto(null, port.number(), null, port.protocol()));
          }
          hosts.forEach(host ->
              ports.add(
                  new PortDto(
                      host.hostIp().isEmpty() ? null : host.hostIp(),
                      port.number(),
                      host.hostPort().isEmpty() ? null : Integer.valueOf(host.hostPort()),
                      port.protocol())));
        });
    return ports;
  }
}
