package havre.network;

import java.util.List;

/// A namespace with one interface in a bridge.
public final class BridgedSandbox implements SandboxNetwork {
  private final Endpoint endpoint;
  private final VethPair pair;

  BridgedSandbox(Endpoint endpoint, VethPair pair) {
    this.endpoint = endpoint;
    this.pair = pair;
  }

  @Override
  public Namespace namespace() {
    return Namespace.NEW;
  }

  @Override
  public void attach(int pid) {
    pair.create(endpoint, pid);
  }

  @Override
  public List<byte[]> configuration() {
    return InterfaceMessages.configuration(endpoint);
  }

  @Override
  public List<Sysctl> sysctls() {
    if (endpoint.ipv6() != null) {
      return List.of();
    }
    String interfacePath = "net/ipv6/conf/" + endpoint.containerInterface();
    return List.of(new Sysctl(interfacePath + "/disable_ipv6", "1"));
  }
}
