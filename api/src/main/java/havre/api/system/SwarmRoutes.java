package havre.api.system;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Router;
import java.util.List;

/// What an engine answers that is part of no swarm, which this one always is.
public final class SwarmRoutes implements Routes {
  private static final String NO_MANAGER =
      "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to"
          + " connect this node to swarm and try again.";

  private static final List<String> FOR_MANAGERS =
      List.of(
          "GET /swarm",
          "GET /swarm/unlockkey",
          "POST /swarm/unlock",
          "GET /services",
          "POST /services/create",
          "GET /services/{id}",
          "DELETE /services/{id}",
          "GET /nodes",
          "GET /nodes/{id}",
          "DELETE /nodes/{id}",
          "GET /tasks",
          "GET /tasks/{id}",
          "GET /secrets",
          "POST /secrets/create",
          "GET /secrets/{id}",
          "DELETE /secrets/{id}",
          "GET /configs",
          "POST /configs/create",
          "GET /configs/{id}",
          "DELETE /configs/{id}");

  @Override
  public void addTo(Router<Endpoint> router) {
    for (String route : FOR_MANAGERS) {
      String[] methodAndPath = route.split(" ");
      router.add(methodAndPath[0], methodAndPath[1], SwarmRoutes::refuse);
    }
    router
        .add("POST", "/swarm/update", call -> update(call, "swarm"))
        .add("POST", "/services/{id}/update", call -> update(call, "service"))
        .add("POST", "/nodes/{id}/update", call -> update(call, "node"))
        .add("POST", "/secrets/{id}/update", call -> update(call, "secret"))
        .add("POST", "/configs/{id}/update", call -> update(call, "config"))
        .add("GET", "/services/{id}/logs", SwarmRoutes::logs)
        .add("GET", "/tasks/{id}/logs", SwarmRoutes::logs)
        .add("POST", "/swarm/init", SwarmRoutes::form)
        .add("POST", "/swarm/join", SwarmRoutes::form)
        .add("POST", "/swarm/leave", SwarmRoutes::leave);
  }

  /// The error of everything that only a manager can do.
  public static HavreException noManager() {
    return new HavreException(ErrorKind.UNAVAILABLE, NO_MANAGER);
  }

  private static void refuse(Call call) {
    throw noManager();
  }

  private static void update(Call call, String what) {
    String version = call.query().string("version");
    if (!version.matches("\\d+")) {
      throw HavreException.invalid(
          "invalid %s version '%s': strconv.ParseUint: parsing \"%s\": invalid syntax"
              .formatted(what, version, version));
    }
    throw noManager();
  }

  private static void logs(Call call) {
    if (!call.query().bool("stdout") && !call.query().bool("stderr")) {
      throw HavreException.invalid("Bad parameters: you must choose at least one stream");
    }
    throw noManager();
  }

  private static void form(Call call) {
    throw new HavreException(ErrorKind.NOT_SUPPORTED, "swarm mode is not supported by this engine");
  }

  private static void leave(Call call) {
    throw new HavreException(ErrorKind.UNAVAILABLE, "This node is not part of a swarm");
  }
}
