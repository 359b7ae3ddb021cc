package havre.buildkit;

import havre.api.DockerApi;
import havre.transport.Handler;
import havre.transport.HttpServer;
import havre.transport.ListenAddress;
import havre.transport.ServerLimits;
import havre.transport.grpc.GrpcPeer;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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
    ends = List.of(upgrade("/v1.51/grpc"), upgrade("/peer"));
    Thread.ofVirtual().start(() -> pump(ends.getFirst(), ends.getLast()));
    Thread.ofVirtual().start(() -> pump(ends.getLast(), ends.getFirst()));
  }

  Path socket() {
    return folder.resolve("s.sock");
  }

  public GrpcPeer client() {
    return peer.join();
  }

  private SocketChannel upgrade(String path) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket()));
    String head =
        "POST " + path + " HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
    channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
    var answer = new StringBuilder();
    var one = ByteBuffer.allocate(1);
    while (answer.indexOf("\r\n\r\n") < 0 && channel.read(one.clear()) > 0) {
      answer.append((char) one.get(0));
    }
    if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException(path + ": " + answer);
    }
    return channel;
  }

  private static void pump(SocketChannel from, SocketChannel to) {
    var buffer = ByteBuffer.allocate(64 * 1024);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
      to.close();
    } catch (IOException _) {
      // the test is over
    }
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
