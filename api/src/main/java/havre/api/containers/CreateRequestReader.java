package havre.api.containers;

import static havre.api.containers.Values.map;

import com.fasterxml.jackson.databind.JsonNode;
import havre.api.ApiVersion;
import havre.api.Call;
import havre.common.HavreException;
import havre.engine.container.ContainerSpec;
import havre.engine.container.EndpointRequest;
import havre.engine.container.HostOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the body of `create`: a `ContainerConfig` with `HostConfig` and `NetworkingConfig` beside
/// its fields.
final class CreateRequestReader {
  private CreateRequestReader() {}

  private record CreateRequest(
      @Nullable HostConfigDto hostConfig, @Nullable NetworkingConfigDto networkingConfig) {}

  private record NetworkingConfigDto(
      @Nullable Map<String, @Nullable EndpointSettingsDto> endpointsConfig) {}

  static ContainerSpec read(JsonNode body, ApiVersion version) {
    if (!body.isObject() && !body.isNull()) {
      Call.convert(body, CreateRequest.class);
    }
    if (!body.isObject()) {
      throw HavreException.invalid("config cannot be empty in order to create a container");
    }
    boolean only =
        body.properties().stream()
            .allMatch(field ->
                field.getKey().equalsIgnoreCase("HostConfig")
                    || field.getKey().equalsIgnoreCase("NetworkingConfig"));
    if (only) {
      throw HavreException.invalid("config cannot be empty in order to create a container");
    }
    CreateRequest extras = Call.convert(body, CreateRequest.class);
    HostConfigDto host = extras.hostConfig();
    return new ContainerSpec(
        Call.convert(body, ContainerConfigDto.class).toDomain(),
        host == null ? HostOptions.defaults() : HostConfigReader.options(host, version),
        endpoints(extras.networkingConfig()));
  }

  private static Map<String, EndpointRequest> endpoints(@Nullable NetworkingConfigDto networking) {
    var endpoints = new LinkedHashMap<String, EndpointRequest>();
    if (networking != null) {
      map(networking.endpointsConfig())
          .forEach((network, settings) ->
              endpoints.put(network, settings == null ? EndpointRequest.ANY : settings.toDomain()));
    }
    return endpoints;
  }
}
