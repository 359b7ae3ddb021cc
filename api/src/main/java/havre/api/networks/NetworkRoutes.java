package havre.api.networks;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.api.containers.EndpointSettingsDto;
import havre.common.HavreException;
import havre.engine.container.EndpointRequest;
import havre.engine.network.ContainerNetworks;
import havre.network.NetworkErrors;
import havre.network.NetworkInfo;
import havre.transport.Router;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Networks: create, list, inspect, remove, prune, and who is in them.
public final class NetworkRoutes implements Routes {
  private static final int OK = 200;
  private static final int CREATED = 201;
  private static final int NO_CONTENT = 204;

  private final ContainerNetworks networks;

  public NetworkRoutes(ContainerNetworks networks) {
    this.networks = networks;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/networks", this::list)
        .add("GET", "/networks/", this::list)
        .add("POST", "/networks/create", this::create)
        .add("POST", "/networks/prune", this::prune)
        .add("GET", "/networks/{id}", this::inspect)
        .add("DELETE", "/networks/{id}", this::remove)
        .add("POST", "/networks/{id}/connect", this::connect)
        .add("POST", "/networks/{id}/disconnect", this::disconnect);
  }

  private void list(Call call) {
    var filters = new NetworkFilters(call.filters(), networks);
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
      throw NetworkErrors.notFound(call.parameter("id"));
    }
    call.reply(NetworkDto.of(network, true, call.version()));
  }

  record CreatedDto(String id, String warning) {}

  private void create(Call call) throws IOException {
    NetworkInfo network =
        networks.create(call.jsonOrEmpty(CreateNetworkDto.class).toDomain(call.version()));
    call.reply(CREATED, new CreatedDto(network.id(), ""));
  }

  private void remove(Call call) {
    networks.remove(call.parameter("id"));
    call.replyEmpty(NO_CONTENT);
  }

  record PrunedDto(@Nullable List<String> networksDeleted) {}

  private void prune(Call call) {
    List<String> pruned = networks.prune(call.filters());
    call.reply(new PrunedDto(pruned.isEmpty() ? null : pruned));
  }

  record ConnectDto(@Nullable String container, @Nullable EndpointSettingsDto endpointConfig) {}

  private void connect(Call call) throws IOException {
    ConnectDto wish = call.jsonOrEmpty(ConnectDto.class);
    EndpointSettingsDto settings = wish.endpointConfig();
    networks.connect(
        call.parameter("id"),
        required(wish.container()),
        settings == null ? EndpointRequest.ANY : settings.toDomain());
    call.replyEmpty(OK);
  }

  record DisconnectDto(@Nullable String container, @Nullable Boolean force) {}

  private void disconnect(Call call) throws IOException {
    DisconnectDto wish = call.jsonOrEmpty(DisconnectDto.class);
    networks.disconnect(
        call.parameter("id"), required(wish.container()), Boolean.TRUE.equals(wish.force()));
    call.replyEmpty(OK);
  }

  private static String required(@Nullable String container) {
    if (container == null || container.isEmpty()) {
      throw HavreException.invalid("invalid name or ID supplied: \"\"");
    }
    return container;
  }

  private NetworkInfo find(String nameOrId) {
    return networks.find(nameOrId).orElseThrow(() -> NetworkErrors.notFound(nameOrId));
  }
}
