package havre.network;

import java.time.Instant;
import java.util.Map;

/// A network as it was made: what is stored of it.
///
/// @param ownsInterface whether its interface on the host was made for it and goes with it
/// @param pools what a plugin that gives its addresses calls its subnets
public record NetworkDefinition(
    String id,
    Instant created,
    NetworkSpec spec,
    boolean ownsInterface,
    Map<String, String> pools) {

  public NetworkDefinition {
    pools = pools == null ? Map.of() : Map.copyOf(pools);
  }

  /// A network with addresses of the engine's own.
  public NetworkDefinition(String id, Instant created, NetworkSpec spec, boolean ownsInterface) {
    this(id, created, spec, ownsInterface, Map.of());
  }

  public String name() {
    return spec.name();
  }

  /// The interface of the host that stands for it.
  String interfaceName() {
    if (StackedOptions.isDriver(spec.driver())) {
      return StackedOptions.interfaceName(spec, id);
    }
    String name = spec.option(BridgeOptions.NAME);
    return name.isEmpty() ? "br-" + id.substring(0, 12) : name;
  }
}
