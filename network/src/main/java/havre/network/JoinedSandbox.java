package havre.network;

import java.util.List;

/// `container:NAME`: the container shares the namespace of another one and nothing is configured.
///
/// @param containerId whose namespace is joined
public record JoinedSandbox(String containerId) implements SandboxNetwork {

  @Override
  public Namespace namespace() {
    return Namespace.JOINED;
  }

  @Override
  public void attach(int pid) {
    // The other container's network is there already.
  }

  @Override
  public List<byte[]> configuration() {
    return List.of();
  }

  @Override
  public List<Sysctl> sysctls() {
    return List.of();
  }
}
