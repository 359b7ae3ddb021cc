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
/// @param networkName of the network it joins, or empty
/// @param endpoint its own, where it has one
/// @param publication its ports, where it has an endpoint
record NetworkPlace(
    String networkName,
    Namespace namespace,
    SandboxNetwork sandbox,
    Map<String, String> sysctls,
    @Nullable Endpoint endpoint,
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
