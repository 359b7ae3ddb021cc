package havre.engine.lifecycle;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.engine.Filters;
import havre.engine.container.EndpointRequest;
import havre.engine.network.ContainerNetworks;
import havre.network.NetworkErrors;
import havre.network.NetworkInfo;
import havre.network.NetworkSpec;
import havre.network.Networks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The networks of this engine.
final class LocalNetworks implements ContainerNetworks {
  private static final Set<String> PRUNE_FILTERS = Set.of("label", "label!", "until");

  private final Verbs verbs;
  private final Networks networks;

  LocalNetworks(Verbs verbs) {
    this.verbs = verbs;
    this.networks = verbs.parts().networks();
  }

  @Override
  public List<NetworkInfo> list() {
    return networks.list();
  }

  @Override
  public Optional<NetworkInfo> find(String nameOrId) {
    return networks.find(nameOrId);
  }

  @Override
  public NetworkInfo create(NetworkSpec spec) {
    NetworkInfo network = networks.create(spec);
    verbs.events().network("create", network);
    return network;
  }

  @Override
  public void remove(String nameOrId) {
    verbs.events().network("destroy", networks.remove(nameOrId));
  }

  @Override
  public List<String> prune(Filters filters) {
    filters.requireKnown(PRUNE_FILTERS);
    Instant until = PruneContainers.until(filters, verbs.parts().clock());
    var pruned = new ArrayList<String>();
    for (NetworkInfo network : networks.list()) {
      boolean wanted =
          !network.isPredefined()
              && network.created().isBefore(until)
              && PruneContainers.fits(network.spec().labels(), filters)
              && !isUsed(network);
      if (wanted && tryRemove(network)) {
        pruned.add(network.name());
      }
    }
    verbs.events().networksPruned();
    return pruned;
  }

  private boolean tryRemove(NetworkInfo network) {
    try {
      remove(network.id());
      return true;
    } catch (HavreException e) {
      if (e.kind() != ErrorKind.FORBIDDEN && e.kind() != ErrorKind.NOT_FOUND) {
        throw e;
      }
      return false; // somebody uses it since, or removed it
    }
  }

  @Override
  public boolean isUsed(NetworkInfo network) {
    return !network.containers().isEmpty()
        || verbs.registry().all().stream()
            .anyMatch(
                container -> container.definition().spec().endpoints().containsKey(network.name()));
  }

  @Override
  public void connect(String network, String container, EndpointRequest request) {
    verbs.registry().resolve(container); // who is unknown is told before the network is
    verbs.changeNetworks().connect(require(network), container, request);
  }

  @Override
  public void disconnect(String network, String container, boolean force) {
    verbs.changeNetworks().disconnect(network, networks.find(network), container, force);
  }

  private NetworkInfo require(String network) {
    return networks.find(network).orElseThrow(() -> NetworkErrors.notFound(network));
  }
}
