package havre.network;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Which of a container's networks is its way out.
public final class Gateways {
  private static final Comparator<Endpoint> ORDER =
      Comparator.comparingInt(Endpoint::gatewayPriority)
          .reversed()
          .thenComparing(Endpoint::networkName);

  private Gateways() {}

  /// The endpoint of the default route of one family: of those with a gateway the one with the
  /// highest priority, then the one whose network's name comes first.
  static Optional<Endpoint> of(Collection<Endpoint> endpoints, boolean ipv4) {
    return endpoints.stream()
        .filter(endpoint -> endpoint.address(ipv4).filter(InterfaceAddress::isRouted).isPresent())
        .min(ORDER);
  }

  /// The endpoint by which a container reaches the world.
  static Optional<Endpoint> wayOut(Collection<Endpoint> endpoints) {
    return of(endpoints, true).or(() -> of(endpoints, false));
  }

  /// The endpoint on which a container's ports are published. A way out that passes the host by has
  /// no ports there.
  public static Optional<Endpoint> publishing(Collection<Endpoint> endpoints) {
    return wayOut(endpoints).filter(endpoint -> !endpoint.hostInterface().isEmpty());
  }
}
