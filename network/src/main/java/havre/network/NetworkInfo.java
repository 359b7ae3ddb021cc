package havre.network;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A network as `GET /networks` shows it.
///
/// @param containers the endpoints of running containers, by container id
public record NetworkInfo(NetworkDefinition definition, Map<String, Endpoint> containers) {

  public NetworkInfo {
    containers = Map.copyOf(containers);
  }

  public String name() {
    return definition.name();
  }

  public String id() {
    return definition.id();
  }

  public Instant created() {
    return definition.created();
  }

  public NetworkSpec spec() {
    return definition.spec();
  }

  public String driver() {
    return spec().driver();
  }

  public List<Subnet> ipam() {
    return spec().ipam().subnets();
  }

  /// Whether the engine has it of its own accord.
  public boolean isPredefined() {
    return isPredefined(name());
  }

  public static boolean isPredefined(String name) {
    return name.equals("bridge") || name.equals("host") || name.equals("none");
  }

  /// Whether containers find each other by their names in it.
  public boolean hasNames() {
    return !isPredefined();
  }

  /// Always `local` for the networks of one machine.
  public String scope() {
    return "local";
  }
}
