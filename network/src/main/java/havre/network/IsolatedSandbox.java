package havre.network;

import java.util.List;

/// The `none` network: a namespace of its own with nothing but the loopback interface.
public record IsolatedSandbox() implements SandboxNetwork {

  @Override
  public Namespace namespace() {
    return Namespace.NEW;
  }

  @Override
  public void attach(int pid) {
    // The loopback interface is there from the start.
  }

  @Override
  public List<byte[]> configuration() {
    return List.of(InterfaceMessages.loopbackUp());
  }

  @Override
  public List<Sysctl> sysctls() {
    return List.of();
  }
}
