package havre.engine.lifecycle;

import havre.engine.container.ContainerPort;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import havre.network.HostsFile;
import havre.network.InterfaceAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A link of a container to another on the default bridge: how it is told of the other.
///
/// @param alias by which it knows the other
/// @param target the other container
/// @param endpoint the other's place on the bridge
/// @param owner the name of the container that has the link
record ResolvedLink(String alias, Definition target, Endpoint endpoint, String owner) {

  /// A container as it is told of others: what the user says comes after that, and counts.
  static Definition tell(Definition owner, List<ResolvedLink> links) {
    if (links.isEmpty()) {
      return owner;
    }
    var env = new ArrayList<String>();
    links.forEach(link -> env.addAll(link.environment()));
    env.addAll(owner.spec().config().env());
    return owner.withSpec(owner.spec().withConfig(owner.spec().config().withEnv(env)));
  }

  /// The other's lines in the hosts file.
  List<HostsFile.Entry> hosts() {
    String names = alias + " " + target.spec().config().hostname() + " " + target.name();
    return endpoint.addresses().stream()
        .map(address -> new HostsFile.Entry(address.address(), unique(names)))
        .toList();
  }

  private static String unique(String names) {
    return String.join(" ", new java.util.LinkedHashSet<>(List.of(names.split(" "))));
  }

  /// The variables of the old days: `DB_PORT_6379_TCP_ADDR` and its kin, and the other's own as
  /// `DB_ENV_…`.
  List<String> environment() {
    var variables = new ArrayList<String>();
    String prefix = alias.toUpperCase(Locale.ROOT).replace('-', '_');
    String address = endpoint.ipv4Address().map(InterfaceAddress::address).orElse("");
    List<ContainerPort> ports = target.spec().config().exposedPorts().stream().sorted().toList();
    if (!ports.isEmpty()) {
      variables.add("%s_PORT=%s".formatted(prefix, url(ports.getFirst(), address)));
    }
    for (ContainerPort port : ports) {
      String name =
          "%s_PORT_%d_%s"
              .formatted(prefix, port.number(), port.protocol().toUpperCase(Locale.ROOT));
      variables.add(name + "=" + url(port, address));
      variables.add(name + "_ADDR=" + address);
      variables.add(name + "_PORT=" + port.number());
      variables.add(name + "_PROTO=" + port.protocol());
    }
    variables.add("%s_NAME=/%s/%s".formatted(prefix, owner, alias));
    for (String variable : target.spec().config().env()) {
      if (!variable.startsWith("HOME=") && !variable.startsWith("PATH=")) {
        variables.add(prefix + "_ENV_" + variable);
      }
    }
    return variables;
  }

  private static String url(ContainerPort port, String address) {
    return "%s://%s:%d".formatted(port.protocol(), address, port.number());
  }
}
