package havre.engine.lifecycle;

import havre.network.Endpoint;
import havre.network.Networks;
import havre.network.PortRequest;
import havre.network.Publication;
import havre.network.PublishedPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ports of a running container that comes into a network where they can be published only
/// after its start, or again after it has left all such. Its fields change within a transition of
/// the container, or at its end.
final class LatePorts implements AutoCloseable {
  private List<PublishedPort> parked = List.of();
  private @Nullable Publication publication;

  /// Publishes what is asked for on an endpoint.
  List<PublishedPort> publish(Networks networks, Endpoint endpoint, List<PortRequest> asked) {
    if (!parked.isEmpty()) {
      List<PublishedPort> ports = parked;
      networks.resume(endpoint, ports);
      parked = List.of();
      return ports;
    }
    if (asked.isEmpty()) {
      return List.of();
    }
    Publication made = networks.publish(endpoint, asked);
    publication = made;
    return made.ports();
  }

  /// There is no endpoint left to publish on. Sockets that the container's holder has stay, and
  /// with them the ports.
  void park(List<PublishedPort> ports) {
    if (publication == null) {
      parked = ports;
    } else {
      close();
    }
  }

  @Override
  public void close() {
    if (publication != null) {
      publication.close();
      publication = null;
    }
  }
}
