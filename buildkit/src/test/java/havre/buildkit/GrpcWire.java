package havre.buildkit;

import havre.api.DockerApi;
import havre.testkit.http.UpgradedConnection;
import havre.transport.Handler;
import havre.transport.HttpServer;
import havre.transport.ListenAddress;
import havre.transport.ServerLimits;
import havre.transport.grpc.GrpcPeer;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A server with BuildKit's routes on a unix socket, and a client of its `/grpc`: a second
/// connection, to the path `/peer`, on which the test makes calls, wired to it.
public final class GrpcWire implements AutoCloseable {
  private final Path folder;
  private final HttpServer server;
  private final CompletableFuture<GrpcPeer> peer = new CompletableFuture<>();
  private final List<SocketChannel> ends;

  public GrpcWire(BuildkitRoutes routes) throws IOException {
    folder = Files.createTempDirectory("grpc");
    var api = new DockerApi("1", List.of(routes));
    Handler handler =
        (request, response) -> {
          if (request.path().equals("/peer")) {
            peer.complete(response.callGrpc());
          } else {
            api.handle(request, response);
          }
        };
    server =
        HttpServer.start(
            List.of(new ListenAddress.UnixSocket(socket(), null)),
            handler,
            ServerLimits.standard());
    ends =
        List.of(
            UpgradedConnection.open(socket(), "/v1.51/grpc", ""),
            UpgradedConnection.open(socket(), "/peer", ""));
    UpgradedConnection.join(ends.getFirst(), ends.getLast());
  }

  Path socket() {
    return folder.resolve("s.sock");
  }

  public GrpcPeer client() {
    return peer.join();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel end : ends) {
      end.close();
    }
    server.close();
    Files.deleteIfExists(socket());
    Files.delete(folder);
  }
}
