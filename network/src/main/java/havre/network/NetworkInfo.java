package havre.network;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A network as `GET /networks` shows it.
///
/// @param containers the endpoints of running containers, by container id
public record NetworkInfo(
    String name,
    String id,
    Instant created,
    String driver,
    boolean enableIpv6,
    List<Ipam> ipam,
    Map<String, String> options,
    Map<String, Endpoint> containers) {

  public NetworkInfo {
    ipam = List.copyOf(ipam);
    options = Map.copyOf(options);
    containers = Map.copyOf(containers);
  }

  /// Always `local` for the networks of one machine.
  public String scope() {
    return "local";
  }

  /// One subnet of a network.
  public record Ipam(String subnet, String gateway) {}
}
