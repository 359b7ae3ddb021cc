package havre.engine.lifecycle;

import havre.network.Endpoint;
import havre.network.Publication;
import havre.network.PublishedPort;
import havre.runtime.Namespace;
import havre.runtime.SandboxNetwork;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where a container that is being started stands in the network.
///
/// @param endpoints its own, in the order of its interfaces
/// @param links the containers it is linked with on the default bridge
/// @param publication its ports, where it has an endpoint
record NetworkPlace(
    Namespace namespace,
    SandboxNetwork sandbox,
    Map<String, String> sysctls,
    List<Endpoint> endpoints,
    List<ResolvedLink> links,
    @Nullable Publication publication) {

  List<PublishedPort> ports() {
    return publication == null ? List.of() : publication.ports();
  }

  List<havre.linux.Fd> held() {
    return publication == null ? List.of() : publication.reservations();
  }

  /// Closes this side's copies of the sockets that reserve the ports.
  void closeReservations() {
    if (publication != null) {
      publication.close();
    }
  }
}
