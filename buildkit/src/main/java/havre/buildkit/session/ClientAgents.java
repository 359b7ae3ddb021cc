package havre.buildkit.session;

import havre.build.step.SshAgents;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The SSH agents that a client forwards to its builds.
final class ClientAgents implements SshAgents {
  private static final String CHECK = "moby.sshforward.v1.SSH/CheckAgent";
  private static final String FORWARD = "moby.sshforward.v1.SSH/ForwardAgent";
  private static final String ID = "buildkit.ssh.id";

  private final Session session;

  ClientAgents(Session session) {
    this.session = session;
  }

  @Override
  public boolean has(String id) throws IOException {
    if (!session.supports(CHECK)) {
      return false;
    }
    try {
      session.call(CHECK, new ProtoWriter().string(1, id).toBytes());
      return true;
    } catch (GrpcException _) {
      return false; // the client has none of that id
    }
  }

  @Override
  public Conversation open(String id) throws IOException {
    return new Forwarded(session.call(FORWARD, Map.of(ID, List.of(id))));
  }

  private record Forwarded(GrpcExchange exchange) implements Conversation {
    @Override
    public void send(byte[] bytes) throws IOException {
      exchange.write(new ProtoWriter().bytes(1, bytes).toBytes());
    }

    @Override
    public byte @Nullable [] receive() throws IOException {
      byte[] message = exchange.read();
      return message == null ? null : ProtoMessage.parse(message).bytes(1);
    }

    @Override
    public void close() {
      exchange.close();
    }
  }
}
