package havre.network;

import java.util.List;

/// The `host` network: the container shares the host's namespace and nothing is configured.
public record HostSandbox() implements SandboxNetwork {

  @Override
  public Namespace namespace() {
    return Namespace.HOST;
  }

  @Override
  public void attach(int pid) {
    // Everything is there already.
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
