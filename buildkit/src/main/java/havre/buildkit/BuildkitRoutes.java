package havre.buildkit;

import havre.api.Call;
import havre.api.Endpoint;
import havre.api.Routes;
import havre.buildkit.session.Session;
import havre.buildkit.session.Sessions;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Router;
import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// `POST /grpc`, on whose connection the client calls us, and `POST /session`, on whose connection
/// we call the client.
public final class BuildkitRoutes implements Routes {
  private static final String HEADER = "X-Docker-Expose-Session-";

  private final GrpcHandler services;
  private final Sessions sessions;

  public BuildkitRoutes(GrpcHandler services, Sessions sessions) {
    this.services = services;
    this.sessions = sessions;
  }

  @Override
  public void addTo(Router<Endpoint> router) {
    router.add("POST", "/grpc", this::grpc).add("POST", "/session", this::session);
  }

  private void grpc(Call call) throws IOException {
    checkUpgrade(call, ErrorKind.INTERNAL);
    call.serveGrpc(services);
  }

  private void session(Call call) throws IOException {
    String id = text(call.header(HEADER + "Uuid"));
    checkUpgrade(call, ErrorKind.INVALID);
    sessions.checkFree(id);
    GrpcPeer client = call.callGrpc();
    var session =
        new Session(
            id,
            text(call.header(HEADER + "Sharedkey")),
            call.headers(HEADER + "Grpc-Method"),
            client);
    sessions.add(session, client);
  }

  private static void checkUpgrade(Call call, ErrorKind kind) {
    String protocol = text(call.header("Upgrade"));
    if (protocol.isEmpty()) {
      throw new HavreException(kind, "no upgrade proto in request");
    }
    if (!protocol.equals("h2c")) {
      throw new HavreException(kind, "protocol " + protocol + " not supported");
    }
  }

  private static String text(@Nullable String header) {
    return header == null ? "" : header;
  }
}
