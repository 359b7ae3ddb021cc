package havre.buildkit.session;

import havre.build.step.Secrets;
import havre.build.step.SshAgents;
import havre.buildkit.wire.ProtoMessage;
import havre.buildkit.wire.ProtoWriter;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import java.io.IOException;
import java.util.Optional;

/// The secrets that a client gives to its builds, and the agents that know more.
public final class ClientSecrets implements Secrets {
  private static final String GET = "moby.buildkit.secrets.v1.Secrets/GetSecret";

  private final Session session;

  public ClientSecrets(Session session) {
    this.session = session;
  }

  @Override
  public Optional<byte[]> find(String id) throws IOException {
    if (!session.supports(GET)) {
      return Optional.empty();
    }
    try {
      byte[] answer = session.call(GET, new ProtoWriter().string(1, id).toBytes());
      return Optional.of(ProtoMessage.parse(answer).bytes(1));
    } catch (GrpcException e) {
      if (e.code() == GrpcCode.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public SshAgents agents() {
    return new ClientAgents(session);
  }
}
