package havre.engine.container;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a client asked for. What this type cannot express is refused by whoever translates the
/// request; it never gets lost on the way.
///
/// @param endpoints the networks to join, by name or id, with what is wished on each
public record ContainerSpec(
    ContainerConfig config, HostOptions host, Map<String, EndpointRequest> endpoints) {
  public ContainerSpec {
    endpoints = Copies.map(endpoints);
  }

  public static ContainerSpec of(ContainerConfig config, HostOptions host) {
    return new ContainerSpec(config, host, new LinkedHashMap<>());
  }

  public ContainerSpec withConfig(ContainerConfig changed) {
    return new ContainerSpec(changed, host, endpoints);
  }

  public ContainerSpec withEndpoints(Map<String, EndpointRequest> changed) {
    return new ContainerSpec(config, host, changed);
  }
}
