package havre.network;

import java.time.Instant;

/// A network as it was made: what is stored of it.
///
/// @param ownsInterface whether its interface on the host was made for it and goes with it
public record NetworkDefinition(
    String id, Instant created, NetworkSpec spec, boolean ownsInterface) {

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
