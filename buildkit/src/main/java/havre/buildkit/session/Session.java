package havre.buildkit.session;

import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcExchange;
import havre.transport.grpc.GrpcPeer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A connection on which a client offers services to the builds that name its session.
public final class Session {
  private final String id;
  private final String sharedKey;
  private final Set<String> methods;
  private final @Nullable GrpcPeer peer;

  /// @param sharedKey names the client's folder, so that a next session can send only what changed
  /// @param methods the paths of the methods that the client serves
  public Session(String id, String sharedKey, List<String> methods, @Nullable GrpcPeer peer) {
    this.id = id;
    this.sharedKey = sharedKey;
    this.methods =
        methods.stream()
            .map(method -> method.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.peer = peer;
  }

  /// That of a client which opened none, and offers nothing.
  static Session none() {
    return new Session("", "", List.of(), null);
  }

  public String id() {
    return id;
  }

  public String sharedKey() {
    return sharedKey;
  }

  /// Whether the client serves that method: `moby.filesync.v1.FileSync/DiffCopy`.
  public boolean supports(String method) {
    return methods.contains("/" + method.toLowerCase(Locale.ROOT));
  }

  /// Begins a call on the client.
  ///
  /// @throws GrpcException when it does not serve the method
  public GrpcExchange call(String method, Map<String, List<String>> metadata) throws IOException {
    return peer(method).call(method, metadata);
  }

  /// A call with one message each way.
  public byte[] call(String method, byte[] request) throws IOException {
    return peer(method).call(method, Map.of(), request);
  }

  private GrpcPeer peer(String method) throws GrpcException {
    if (peer == null || !supports(method)) {
      throw new GrpcException(
          GrpcCode.UNIMPLEMENTED, "method /" + method + " not supported by the client");
    }
    return peer;
  }
}
