package havre.api.networks;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.network.NetworkInfo;
import havre.network.Networks;
import havre.transport.Router;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Networks: list and inspect. There are the predefined ones only, so nothing can be removed or
/// pruned; making others and connecting running containers is refused.
public final class NetworkRoutes implements Routes {
  private final Networks networks;

  public NetworkRoutes(Networks networks) {
    this.networks = networks;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/networks", this::list)
        .add("POST", "/networks/create", refuse("networks other than bridge, host and none"))
        .add("POST", "/networks/prune", this::prune)
        .add("GET", "/networks/{id}", this::inspect)
        .add("DELETE", "/networks/{id}", this::remove)
        .add("POST", "/networks/{id}/connect", refuse("connections to further networks"))
        .add("POST", "/networks/{id}/disconnect", refuse("disconnections from networks"));
  }

  private void list(Call call) {
    var filters = new NetworkFilters(call.filters());
    call.reply(
        networks.list().stream()
            .filter(filters::accept)
            .map(network -> NetworkDto.of(network, false, call.version()))
            .toList());
  }

  private void inspect(Call call) {
    String scope = call.query().string("scope");
    NetworkInfo network = find(call.parameter("id"));
    if (!scope.isEmpty() && !scope.equals(network.scope())) {
      throw notFound(call.parameter("id"));
    }
    call.reply(NetworkDto.of(network, true, call.version()));
  }

  private void remove(Call call) {
    throw new HavreException(
        ErrorKind.FORBIDDEN,
        find(call.parameter("id")).name() + " is a pre-defined network and cannot be removed");
  }

  record PrunedDto(@Nullable List<String> networksDeleted) {}

  private void prune(Call call) {
    call.reply(new PrunedDto(null));
  }

  private static Endpoint refuse(String what) {
    return _ -> {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, what + " are not implemented by this engine");
    };
  }

  private NetworkInfo find(String nameOrId) {
    return networks.find(nameOrId).orElseThrow(() -> notFound(nameOrId));
  }

  private static HavreException notFound(String nameOrId) {
    return HavreException.notFound("network " + nameOrId + " not found");
  }
}
