package havre.api;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Router;
import java.util.Set;

/// Every endpoint of the specification. Added last, so that only those nobody serves are reached:
/// they say so instead of looking like a wrong path.
final class UnservedRoutes implements Routes {
  private static final String SPECIFIED =
      """
      GET /containers/json
      POST /containers/create
      GET /containers/{id:.*}/json
      GET /containers/{id:.*}/top
      GET /containers/{id:.*}/logs
      GET /containers/{id:.*}/changes
      GET /containers/{id:.*}/export
      GET /containers/{id:.*}/stats
      POST /containers/{id:.*}/resize
      POST /containers/{id:.*}/start
      POST /containers/{id:.*}/stop
      POST /containers/{id:.*}/restart
      POST /containers/{id:.*}/kill
      POST /containers/{id:.*}/update
      POST /containers/{id:.*}/rename
      POST /containers/{id:.*}/pause
      POST /containers/{id:.*}/unpause
      POST /containers/{id:.*}/attach
      GET /containers/{id:.*}/attach/ws
      POST /containers/{id:.*}/wait
      DELETE /containers/{id:.*}
      HEAD /containers/{id:.*}/archive
      GET /containers/{id:.*}/archive
      PUT /containers/{id:.*}/archive
      POST /containers/prune
      GET /images/json
      POST /images/create
      GET /images/{name:.*}/json
      GET /images/{name:.*}/history
      POST /images/{name:.*}/tag
      DELETE /images/{name:.*}
      GET /images/search
      POST /images/prune
      GET /info
      GET /version
      GET /_ping
      HEAD /_ping
      POST /commit
      GET /events
      GET /system/df
      GET /images/{name:.*}/get
      GET /images/get
      POST /images/load
      POST /containers/{id:.*}/exec
      POST /exec/{id}/start
      POST /exec/{id}/resize
      GET /exec/{id}/json
      GET /volumes
      POST /volumes/create
      GET /volumes/{name}
      PUT /volumes/{name}
      DELETE /volumes/{name}
      POST /volumes/prune
      GET /networks
      GET /networks/{id}
      DELETE /networks/{id}
      POST /networks/create
      POST /networks/{id}/connect
      POST /networks/{id}/disconnect
      POST /networks/prune
      GET /plugins
      GET /plugins/privileges
      POST /plugins/pull
      GET /plugins/{name:.*}/json
      DELETE /plugins/{name:.*}
      POST /plugins/{name:.*}/enable
      POST /plugins/{name:.*}/disable
      POST /plugins/{name:.*}/upgrade
      POST /plugins/create
      POST /plugins/{name:.*}/push
      POST /plugins/{name:.*}/set
      GET /nodes
      GET /nodes/{id}
      DELETE /nodes/{id}
      POST /nodes/{id}/update
      GET /swarm
      POST /swarm/init
      POST /swarm/join
      POST /swarm/leave
      POST /swarm/update
      GET /swarm/unlockkey
      POST /swarm/unlock
      GET /services
      POST /services/create
      GET /services/{id}
      DELETE /services/{id}
      POST /services/{id}/update
      GET /services/{id}/logs
      GET /tasks
      GET /tasks/{id}
      GET /tasks/{id}/logs
      GET /secrets
      POST /secrets/create
      GET /secrets/{id}
      DELETE /secrets/{id}
      POST /secrets/{id}/update
      GET /configs
      POST /configs/create
      GET /configs/{id}
      DELETE /configs/{id}
      POST /configs/{id}/update
      GET /distribution/{name:.*}/json
      POST /session
      POST /build
      POST /build/prune
      POST /images/{name:.*}/push
      POST /auth
      """;

  @Override
  public void addTo(Router<Endpoint> router) {
    SPECIFIED.lines().map(line -> line.split(" ")).forEach(r -> router.add(r[0], r[1], refuse(r)));
  }

  /// What Docker says of an engine that is in no swarm, as this one never is.
  private static final String NO_MANAGER =
      "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.";

  private static final Set<String> SWARM =
      Set.of("nodes", "swarm", "services", "tasks", "secrets", "configs");

  private static Endpoint refuse(String[] route) {
    String area = route[1].split("/")[1];
    boolean begins = route[1].equals("/swarm/init") || route[1].equals("/swarm/join");
    if (SWARM.contains(area) && !begins) {
      String text =
          route[1].equals("/swarm/leave") ? "This node is not part of a swarm" : NO_MANAGER;
      return _ -> {
        throw new HavreException(ErrorKind.UNAVAILABLE, text);
      };
    }
    String what = route[0] + " " + route[1].replace(":.*", "");
    return _ -> {
      throw new HavreException(
          ErrorKind.NOT_SUPPORTED, what + " is not implemented by this engine");
    };
  }
}
