package havre.build.step;

import java.io.IOException;
import java.util.Optional;

/// Secrets that a build's client holds and gives when a step asks for them.
@FunctionalInterface
public interface Secrets {
  /// Of a client that can be asked for none.
  Secrets NONE = _ -> Optional.empty();

  /// The content of the secret of that id; empty where the client has none of that name.
  Optional<byte[]> find(String id) throws IOException;

  /// The SSH agents that the client lets steps use.
  default SshAgents agents() {
    return SshAgents.NONE;
  }
}
