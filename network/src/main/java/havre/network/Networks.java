package havre.network;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The networks of the engine: `bridge`, `host` and `none`.
///
/// One start of a container: [#connect], [#publish], [#sandbox] and its steps; when the container
/// has ended (or its start failed): [#release]. All methods may be called from any number of
/// threads; no lock is held while the kernel works.
public interface Networks {

  /// All networks, without an order.
  List<NetworkInfo> list();

  /// The network with this name, this id, or the only one whose id begins like this.
  Optional<NetworkInfo> find(String nameOrId);

  /// Gives a container its place in a network of the bridge driver: addresses are allocated,
  /// nothing is made in the kernel yet.
  ///
  /// @throws havre.common.HavreException NOT_FOUND for an unknown network; INTERNAL when all
  ///   addresses are taken
  Endpoint connect(String network, EndpointRequest request);

  /// Reserves the host's ports and directs them to the endpoint. When one fails, none is published.
  ///
  /// @throws havre.common.HavreException INTERNAL with Docker's text when a port is taken
  Publication publish(Endpoint endpoint, List<PortRequest> ports);

  /// How the endpoint's container gets its interfaces.
  SandboxNetwork sandbox(Endpoint endpoint);

  /// Unpublishes the endpoint's ports and frees its addresses. The interfaces go with the
  /// namespace. A second call does nothing.
  void release(Endpoint endpoint);

  /// The ports that are published for an endpoint.
  List<PublishedPort> publishedPorts(Endpoint endpoint);

  /// Takes over after a restart of the daemon: `live` are the endpoints of containers that still
  /// run, with their ports; addresses and ports of theirs count as taken, everything else that is
  /// ours in the kernel is removed, what is missing is made again. To be called once, before any
  /// other method.
  void reconcile(Collection<LiveEndpoint> live);

  /// Makes the firewall's table again if another program removed it.
  ///
  /// @return whether it had to be made
  boolean verify();

  /// The address by which containers reach the host (`host-gateway`).
  String hostGateway();

  /// An endpoint of a container that outlived the daemon.
  record LiveEndpoint(Endpoint endpoint, List<PublishedPort> ports) {
    public LiveEndpoint {
      ports = List.copyOf(ports);
    }
  }
}
