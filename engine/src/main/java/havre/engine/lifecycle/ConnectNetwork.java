package havre.engine.lifecycle;

import havre.common.HavreException;
import havre.engine.config.PortRules;
import havre.engine.container.ContainerErrors;
import havre.engine.container.EndpointRequest;
import havre.engine.state.Definition;
import havre.network.Endpoint;
import havre.network.IsolatedSandbox;
import havre.network.NetworkInfo;
import havre.network.Networks;
import havre.network.PortRequest;
import havre.network.Publication;
import havre.runtime.Namespace;
import havre.runtime.SandboxNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gives a container that is being started its place in the network.
final class ConnectNetwork {
  private static final String JOIN = "container:";
  private static final Path IPV6 = Path.of("/proc/sys/net/ipv6");

  private final Networks networks;
  private final ContainerRegistry registry;

  ConnectNetwork(Networks networks, ContainerRegistry registry) {
    this.networks = networks;
    this.registry = registry;
  }

  /// @param undo takes what undoes it
  NetworkPlace connect(Definition definition, Undo undo) {
    String mode = definition.spec().host().networking().mode();
    if (mode.startsWith(JOIN)) {
      Container other = joined(mode);
      int pid = other.requireRun().process().pid();
      return bare("", new Namespace.Join(pid), SandboxNetwork.NONE);
    }
    NetworkInfo network =
        networks
            .find(mode)
            .orElseThrow(() -> HavreException.notFound("network " + mode + " not found"));
    if (network.driver().equals("host")) {
      return bare(network.name(), Namespace.HOST, SandboxNetwork.NONE);
    }
    if (network.driver().equals("null") || definition.spec().config().networkDisabled()) {
      return bare(network.name(), Namespace.PRIVATE, adapt(new IsolatedSandbox()));
    }
    return bridged(definition, network, undo);
  }

  /// The container whose network another one joins.
  Container joined(String mode) {
    Container other = registry.resolve(mode.substring(JOIN.length()));
    if (other.run() == null) {
      throw ContainerErrors.joinNotRunning("network", other.id().value());
    }
    return other;
  }

  private NetworkPlace bridged(Definition definition, NetworkInfo network, Undo undo) {
    Endpoint endpoint = networks.connect(network.id(), request(definition, network));
    undo.add(() -> networks.release(endpoint));
    List<PortRequest> ports =
        PortRules.requests(
            definition.spec().host().networking(), definition.spec().config().exposedPorts());
    Publication publication = ports.isEmpty() ? null : networks.publish(endpoint, ports);
    if (publication != null) {
      undo.add(publication::close);
    }
    havre.network.SandboxNetwork sandbox = networks.sandbox(endpoint);
    return new NetworkPlace(
        network.name(), Namespace.PRIVATE, adapt(sandbox), sysctls(sandbox), endpoint, publication);
  }

  private static havre.network.EndpointRequest request(Definition definition, NetworkInfo network) {
    Map<String, EndpointRequest> asked = definition.spec().endpoints();
    EndpointRequest wish = asked.getOrDefault(network.name(), asked.get(network.id()));
    if (wish != null && !(wish.ipv4Address().isEmpty() && wish.ipv6Address().isEmpty())) {
      throw HavreException.invalid(
          "user specified IP address is supported on user defined networks only");
    }
    String mac = definition.spec().config().macAddress();
    if (wish != null && !wish.macAddress().isEmpty()) {
      mac = wish.macAddress();
    }
    return new havre.network.EndpointRequest(
        definition.id().value(), definition.name(), mac.isEmpty() ? null : mac);
  }

  private static NetworkPlace bare(String name, Namespace namespace, SandboxNetwork sandbox) {
    return new NetworkPlace(name, namespace, sandbox, Map.of(), null, null);
  }

  /// A missing setting is no error: a kernel without IPv6 has nothing to switch off.
  private static Map<String, String> sysctls(havre.network.SandboxNetwork sandbox) {
    var settings = new LinkedHashMap<String, String>();
    for (havre.network.SandboxNetwork.Sysctl sysctl : sandbox.sysctls()) {
      if (!sysctl.path().startsWith("net/ipv6/") || Files.exists(IPV6)) {
        settings.put(sysctl.path().replace('/', '.'), sysctl.value());
      }
    }
    return settings;
  }

  private static SandboxNetwork adapt(havre.network.SandboxNetwork network) {
    return new SandboxNetwork() {
      @Override
      public List<byte[]> configuration() {
        return network.configuration();
      }

      @Override
      public void attach(int pid) {
        network.attach(pid);
      }
    };
  }

  /// The name of the network of an endpoint.
  String nameOf(@Nullable Endpoint endpoint) {
    return endpoint == null
        ? ""
        : networks.find(endpoint.networkId()).map(NetworkInfo::name).orElse("");
  }

  /// The id of a network, or empty when there is none of that name.
  String idOf(String name) {
    return networks.find(name).map(NetworkInfo::id).orElse("");
  }
}
