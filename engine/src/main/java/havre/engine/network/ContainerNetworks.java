package havre.engine.network;

import havre.engine.Filters;
import havre.engine.container.EndpointRequest;
import havre.network.NetworkInfo;
import havre.network.NetworkSpec;
import java.util.List;
import java.util.Optional;

/// Networks, and which containers are in them. What changes them is told as an event.
public interface ContainerNetworks {

  /// All networks.
  List<NetworkInfo> list();

  /// @throws havre.common.HavreException INVALID when several fit
  Optional<NetworkInfo> find(String nameOrId);

  NetworkInfo create(NetworkSpec spec);

  void remove(String nameOrId);

  /// Removes the networks that no running container is in.
  ///
  /// @return their names
  List<String> prune(Filters filters);

  /// Whether a running container is in the network.
  boolean isUsed(NetworkInfo network);

  /// Puts a container into a network.
  void connect(String network, String container, EndpointRequest request);

  /// Takes a container out of a network.
  ///
  /// @param force whether the container need not be there any more
  void disconnect(String network, String container, boolean force);
}
