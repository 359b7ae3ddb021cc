package havre.network;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The networks of the engine: `bridge`, `host` and `none`, and those that users make.
///
/// One start of a container: [#connect] for each of its networks, [#publish], [#sandbox] and its
/// steps; when the container has ended (or its start failed): [#release]. All methods may be called
/// from any number of threads; no lock is held while the kernel works.
public interface Networks {

  /// All networks, without an order.
  List<NetworkInfo> list();

  /// The network with this id, this name, or the only one whose id begins like this.
  ///
  /// @throws havre.common.HavreException INVALID when several fit
  Optional<NetworkInfo> find(String nameOrId);

  /// Makes a network.
  ///
  /// @throws havre.common.HavreException with Docker's texts: CONFLICT for a name in use, FORBIDDEN
  ///   for a subnet of another network
  NetworkInfo create(NetworkSpec spec);

  /// Removes a network that nobody is in.
  ///
  /// @throws havre.common.HavreException NOT_FOUND; FORBIDDEN for a predefined one, and for one
  ///   with endpoints
  NetworkInfo remove(String nameOrId);

  /// Gives a container its place in a network: addresses are allocated, nothing is made in the
  /// kernel yet.
  ///
  /// @throws havre.common.HavreException NOT_FOUND for an unknown network; FORBIDDEN when a wished
  ///   address is taken; INTERNAL when all addresses are
  Endpoint connect(String network, EndpointRequest request);

  /// Reserves the host's ports and directs them to the endpoint. When one fails, none is published.
  ///
  /// @throws havre.common.HavreException INTERNAL with Docker's text when a port is taken
  Publication publish(Endpoint endpoint, List<PortRequest> ports);

  /// Directs ports that are published already to another endpoint of the same container.
  void redirect(Endpoint from, Endpoint to, List<PublishedPort> ports);

  /// Publishes ports again that were unpublished, while the container's holder has kept their
  /// sockets.
  void resume(Endpoint endpoint, List<PublishedPort> ports);

  /// How a container gets its interfaces.
  ///
  /// @param endpoints all of the container's, in the order of its interfaces
  /// @param names how it finds others
  SandboxNetwork sandbox(List<Endpoint> endpoints, NameLookup names);

  /// Puts an interface into the namespace of a running container.
  ///
  /// @param all the container's endpoints with the new one
  /// @param pid of a process of the container
  void plug(Endpoint added, List<Endpoint> all, NameLookup names, int pid);

  /// Takes an interface out of the namespace of a running container.
  ///
  /// @param left the container's other endpoints
  void unplug(Endpoint removed, List<Endpoint> left, NameLookup names, int pid);

  /// Takes an endpoint's new names.
  void rename(Endpoint endpoint);

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

  /// Answers the names of a container again that outlived the daemon.
  void serveNames(List<Endpoint> endpoints, NameLookup names, int pid);

  /// Makes the firewall's table again if another program removed it.
  ///
  /// @return whether it had to be made
  boolean verify();

  /// The address by which containers reach the host (`host-gateway`).
  String hostGateway();

  /// An endpoint of a container that outlived the daemon.
  ///
  /// @param ports those that are published on it
  record LiveEndpoint(Endpoint endpoint, List<PublishedPort> ports) {
    public LiveEndpoint {
      ports = List.copyOf(ports);
    }
  }
}
