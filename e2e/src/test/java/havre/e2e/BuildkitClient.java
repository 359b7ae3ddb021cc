package havre.e2e;

import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.testkit.http.UpgradedConnection;
import havre.transport.Handler;
import havre.transport.HttpServer;
import havre.transport.ListenAddress;
import havre.transport.ServerLimits;
import havre.transport.grpc.GrpcExchange;
import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/// A client of BuildKit's protocol, as buildx is one: a connection on which it calls the daemon,
/// and a session on which the daemon calls it. Both go through a server of the test's own, which
/// takes the connections over.
final class BuildkitClient implements AutoCloseable {
  private static final String CONTROL = "moby.buildkit.v1.Control/";
  private static final String GATEWAY = "moby.buildkit.v1.frontend.LLBBridge/";

  private final Path folder;
  private final Path daemon;
  private final String session = "s" + System.nanoTime();
  private final HttpServer server;
  private final CompletableFuture<GrpcPeer> peer = new CompletableFuture<>();
  private final List<SocketChannel> ends = new ArrayList<>();

  /// @param methods that the session offers, such as `moby.filesync.v1.FileSync/DiffCopy`
  /// @param services that answer them
  BuildkitClient(Path daemon, Set<String> methods, GrpcHandler services) throws IOException {
    this.daemon = daemon;
    folder = Files.createTempDirectory(Path.of("/tmp"), "hg");
    Handler handler =
        (request, response) -> {
          if (request.path().equals("/peer")) {
            peer.complete(response.callGrpc());
          } else {
            response.serveGrpc(services);
          }
        };
    server =
        HttpServer.start(
            List.of(new ListenAddress.UnixSocket(socket(), null)),
            handler,
            ServerLimits.standard());
    var offered = new StringBuilder("X-Docker-Expose-Session-Uuid: " + session + "\r\n");
    methods.forEach(method ->
        offered.append("X-Docker-Expose-Session-Grpc-Method: /").append(method).append("\r\n"));
    UpgradedConnection.join(
        upgrade(daemon, "/session", offered.toString()), upgrade(socket(), "/serve", ""));
    UpgradedConnection.join(upgrade(daemon, "/grpc", ""), upgrade(socket(), "/peer", ""));
  }

  private SocketChannel upgrade(Path socket, String path, String headers) throws IOException {
    SocketChannel end = UpgradedConnection.open(socket, path, headers);
    ends.add(end);
    return end;
  }

  private Path socket() {
    return folder.resolve("s");
  }

  /// A build's id in the daemon, of which tests name the last part.
  String id(String build) {
    return session + "-" + build;
  }

  ProtoMessage control(String method, ProtoWriter request) throws IOException {
    return ProtoMessage.parse(peer.join().call(CONTROL + method, Map.of(), request.toBytes()));
  }

  ProtoMessage gateway(String build, String method, ProtoWriter request) throws IOException {
    return ProtoMessage.parse(
        peer.join()
            .call(
                GATEWAY + method,
                Map.of("buildkit-controlapi-buildid", List.of(id(build))),
                request.toBytes()));
  }

  /// A request that names this session.
  ProtoWriter solveRequest(String build) {
    return new ProtoWriter().string(1, id(build)).string(5, session);
  }

  String session() {
    return session;
  }

  /// What is remembered of a build.
  List<ProtoMessage> history(String build) throws IOException {
    return all("ListenBuildHistory", new ProtoWriter().string(2, id(build)).bool(3, true));
  }

  /// Empties the build cache.
  ///
  /// @return what was removed
  List<ProtoMessage> prune() throws IOException {
    return all("Prune", new ProtoWriter().bool(2, true));
  }

  private List<ProtoMessage> all(String method, ProtoWriter request) throws IOException {
    var events = new ArrayList<ProtoMessage>();
    try (GrpcExchange exchange = peer.join().call(CONTROL + method, Map.of())) {
      exchange.write(request.toBytes());
      for (byte[] event = exchange.read(); event != null; event = exchange.read()) {
        events.add(ProtoMessage.parse(event));
      }
    }
    return events;
  }

  /// Drives a build as buildx does.
  ///
  /// @param more fields of the `SolveRequest`
  ProtoMessage drive(String build, ProtoWriter more, Map<String, String> options) throws Exception {
    var request = new ByteArrayOutputStream();
    request.writeBytes(solveRequest(build).toBytes());
    request.writeBytes(more.toBytes());
    CompletableFuture<ProtoMessage> solved = solve(request.toByteArray());
    gateway(build, "Ping", new ProtoWriter());
    ProtoMessage answer =
        gateway(
            build,
            "Solve",
            new ProtoWriter().string(2, "dockerfile.v0").stringMap(3, options).bool(5, true));
    gateway(build, "Return", returned(answer.message(3)));
    return solved.get(100, TimeUnit.SECONDS);
  }

  /// A result as it came.
  private static ProtoWriter returned(ProtoMessage result) {
    var back = new ProtoWriter();
    if (result.has(3)) {
      back.message(3, new ProtoWriter().string(1, result.message(3).string(1)));
    } else {
      var references = new ProtoWriter();
      result
          .message(4)
          .messageMap(1)
          .forEach((platform, reference) ->
              references.message(
                  1,
                  new ProtoWriter()
                      .string(1, platform)
                      .message(2, new ProtoWriter().string(1, reference.string(1)))));
      back.message(4, references);
    }
    return new ProtoWriter().message(1, back);
  }

  /// Asks for a build and goes on.
  CompletableFuture<ProtoMessage> solve(ProtoWriter request) {
    return solve(request.toBytes());
  }

  private CompletableFuture<ProtoMessage> solve(byte[] request) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return ProtoMessage.parse(peer.join().call(CONTROL + "Solve", Map.of(), request));
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    });
  }

  /// All that happened in a build, once it is over.
  Progress progress(String build) throws IOException {
    var messages = new ArrayList<ProtoMessage>();
    try (GrpcExchange status = peer.join().call(CONTROL + "Status", Map.of())) {
      status.write(new ProtoWriter().string(1, id(build)).toBytes());
      for (byte[] message = status.read(); message != null; message = status.read()) {
        messages.add(ProtoMessage.parse(message));
      }
    }
    return new Progress(messages);
  }

  /// Waits until a build's commands have printed something.
  void awaitOutput(String build, String text) throws IOException {
    var output = new StringBuilder();
    try (GrpcExchange status = peer.join().call(CONTROL + "Status", Map.of())) {
      status.write(new ProtoWriter().string(1, id(build)).toBytes());
      while (output.indexOf(text) < 0) {
        byte[] message = status.read();
        if (message == null) {
          throw new AssertionError("the build ended with: " + output);
        }
        output.append(new Progress(List.of(ProtoMessage.parse(message))).output());
      }
    }
  }

  /// What watchers of a build were told.
  record Progress(List<ProtoMessage> messages) {
    /// The names of steps that ended, in the order of their ends, with their failures.
    List<String> ended() {
      return messages.stream()
          .flatMap(message -> message.messages(1).stream())
          .filter(vertex -> vertex.has(6))
          .map(vertex ->
              vertex.string(3)
                  + (vertex.bool(4) ? " CACHED" : "")
                  + (vertex.has(7) ? " ERROR: " + vertex.string(7) : ""))
          .toList();
    }

    /// Everything that commands printed.
    String output() {
      var text = new StringBuilder();
      for (ProtoMessage message : messages) {
        for (ProtoMessage log : message.messages(3)) {
          text.append(new String(log.bytes(4), StandardCharsets.UTF_8));
        }
      }
      return text.toString();
    }
  }

  @Override
  public void close() throws IOException {
    if (!Files.exists(folder)) {
      return; // closed before
    }
    for (SocketChannel end : ends) {
      end.close();
    }
    server.close();
    Files.deleteIfExists(socket());
    Files.delete(folder);
  }
}
