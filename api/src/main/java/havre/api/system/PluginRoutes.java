package havre.api.system;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Router;
import java.util.List;
import java.util.Set;

/// Managed plugins, of which this engine runs none: plugins are programs of the host that leave a
/// socket in the plugins' folder, and those Docker lists nowhere either.
public final class PluginRoutes implements Routes {
  private static final Set<String> FILTERS = Set.of("capability", "enabled");

  @Override
  public void addTo(Router<Endpoint> router) {
    router
        .add("GET", "/plugins", PluginRoutes::list)
        .add("GET", "/plugins/privileges", PluginRoutes::refuse)
        .add("POST", "/plugins/pull", PluginRoutes::refuse)
        .add("POST", "/plugins/create", PluginRoutes::refuse)
        .add("GET", "/plugins/{name:.*}/json", PluginRoutes::notFound)
        .add("POST", "/plugins/{name:.*}/enable", PluginRoutes::notFound)
        .add("POST", "/plugins/{name:.*}/disable", PluginRoutes::notFound)
        .add("POST", "/plugins/{name:.*}/set", PluginRoutes::notFound)
        .add("POST", "/plugins/{name:.*}/push", PluginRoutes::notFound)
        .add("POST", "/plugins/{name:.*}/upgrade", PluginRoutes::notFound)
        .add("DELETE", "/plugins/{name:.*}", PluginRoutes::notFound);
  }

  private static void list(Call call) {
    for (String key : call.filters().values().keySet()) {
      if (!FILTERS.contains(key)) {
        throw HavreException.invalid("invalid filter '" + key + "'");
      }
    }
    call.reply(List.of());
  }

  private static void refuse(Call call) {
    throw new HavreException(
        ErrorKind.NOT_SUPPORTED, "managed plugins are not supported by this engine");
  }

  private static void notFound(Call call) {
    throw HavreException.notFound("plugin \"%s\" not found".formatted(call.parameter("name")));
  }
}
