package havre.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/// A namespace with an interface in each of its networks.
public final class ConnectedSandbox implements SandboxNetwork {
  /// The kernel has no IPv6 at all on an interface that carries less.
  private static final int IPV6_LEAST_MTU = 1280;

  private static final String SYSCTLS = "com.docker.network.endpoint.sysctls";

  private final List<Wire> wires;
  private final IntConsumer names;

  /// @param names answers the container's questions for names, given a process of its
  ConnectedSandbox(List<Wire> wires, IntConsumer names) {
    this.wires = List.copyOf(wires);
    this.names = names;
  }

  /// An endpoint and who makes its interface.
  record Wire(Endpoint endpoint, InterfaceMaker maker) {}

  @Override
  public Namespace namespace() {
    return Namespace.NEW;
  }

  @Override
  public void attach(int pid) {
    wires.forEach(wire -> wire.maker().create(wire.endpoint(), pid));
    names.accept(pid);
  }

  @Override
  public List<byte[]> configuration() {
    return InterfaceMessages.configuration(endpoints());
  }

  @Override
  public List<Sysctl> sysctls() {
    return endpoints().stream().flatMap(endpoint -> sysctls(endpoint).stream()).toList();
  }

  /// Those of one interface: IPv6 is off where the network has none, then what the user asks for.
  static List<Sysctl> sysctls(Endpoint endpoint) {
    var settings = new ArrayList<Sysctl>();
    String name = endpoint.containerInterface();
    boolean without = endpoint.mtu() > 0 && endpoint.mtu() < IPV6_LEAST_MTU;
    if (endpoint.ipv6() == null && !without) {
      settings.add(new Sysctl("net/ipv6/conf/" + name + "/disable_ipv6", "1"));
    }
    String asked = endpoint.driverOptions().getOrDefault(SYSCTLS, "");
    for (String setting : asked.split(",")) {
      int equals = setting.indexOf('=');
      if (equals > 0) {
        String path = setting.substring(0, equals).strip().replace('.', '/');
        settings.add(
            new Sysctl(
                path.replaceFirst("(?i)/IFNAME/", "/" + name + "/"),
                setting.substring(equals + 1).strip()));
      }
    }
    return settings;
  }

  private List<Endpoint> endpoints() {
    return wires.stream().map(Wire::endpoint).toList();
  }
}
