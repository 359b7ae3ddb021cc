package havre.network;

import havre.linux.netlink.AddressMessages;
import havre.linux.netlink.LinkMessages;
import havre.linux.netlink.MacAddress;
import havre.linux.netlink.Rtnetlink;
import havre.linux.netlink.VethRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A host with the engine's networks, two machines outside of it that route by way of it, and
/// containers, each in a network namespace of its own.
final class NetworkLab implements AutoCloseable {
  static final String HOST_ADDRESS = "10.50.0.1";
  static final String OUTSIDE_ADDRESS = "10.50.0.2";
  static final String OTHER_OUTSIDE_ADDRESS = "10.51.0.2";
  static final String HOST_ADDRESS_V6 = "fd50::1";
  static final String OUTSIDE_ADDRESS_V6 = "fd50::2";

  final NamespaceWorker host = NamespaceWorker.start("host");
  final NamespaceWorker outside = NamespaceWorker.start("outside");
  final NamespaceWorker otherOutside = NamespaceWorker.start("other outside");
  private final NetworkSettings settings;
  private final NetworkIdentity identity = NetworkIdentity.random(Instant.EPOCH);
  private final InMemoryNetworkRecords records = new InMemoryNetworkRecords();
  private final List<NamespaceWorker> containers = new ArrayList<>();
  private KernelNetworks networks;

  NetworkLab(NetworkSettings settings) {
    this(settings, true);
  }

  /// @param bridgeNetfilter whether frames within a bridge pass the host's firewall as well
  NetworkLab(NetworkSettings settings, boolean bridgeNetfilter) {
    this.settings = settings;
    host.run(() -> {
      loopbackUp();
      Sysctls.writeIfPresent("bridge/bridge-nf-call-iptables", bridgeNetfilter ? "1" : "0");
    });
    connect(outside, 10, "10.50.0", "fd50::");
    connect(otherOutside, 20, "10.51.0", "fd51::");
    networks = openNetworks();
    host.run(() -> networks.reconcile(List.of()));
  }

  KernelNetworks networks() {
    return networks;
  }

  /// A new engine takes over, as after a crash of the old one.
  KernelNetworks restart(List<Networks.LiveEndpoint> live) {
    return restart(live, () -> {});
  }

  /// @param meanwhile what happens on the host while there is no engine
  KernelNetworks restart(List<Networks.LiveEndpoint> live, Runnable meanwhile) {
    networks.close();
    host.run(meanwhile::run);
    networks = openNetworks();
    host.run(() -> networks.reconcile(live));
    return networks;
  }

  private KernelNetworks openNetworks() {
    return host.call(() -> KernelNetworks.open(settings, identity, records));
  }

  /// A container that is attached and configured.
  Container container(String name, PortRequest... ports) {
    return containerIn("bridge", name, ports);
  }

  /// A container in a certain network.
  Container containerIn(String network, String name, PortRequest... ports) {
    return container(network, EndpointRequest.of("id-of-" + name, name).withNames(name), ports);
  }

  Container container(String network, EndpointRequest request, PortRequest... ports) {
    Endpoint endpoint = networks.connect(network, request);
    Publication publication = host.call(() -> networks.publish(endpoint, List.of(ports)));
    NamespaceWorker worker = NamespaceWorker.start(request.containerName());
    containers.add(worker);
    SandboxNetwork sandbox = networks.sandbox(List.of(endpoint), NameLookup.NONE);
    host.run(() -> sandbox.attach(worker.threadId()));
    worker.run(() -> configure(sandbox));
    worker.run(() -> settle(endpoint.containerInterface()));
    host.run(() -> settle(endpoint.hostInterface(), bridgeOf(endpoint)));
    return new Container(endpoint, worker, publication);
  }

  private String bridgeOf(Endpoint endpoint) {
    return networks.find(endpoint.networkId()).orElseThrow().definition().interfaceName();
  }

  /// A network that a user makes.
  NetworkInfo network(NetworkSpec spec) {
    return host.call(() -> networks.create(spec));
  }

  /// Connects a running container with a further network.
  Endpoint plug(Container container, String network, String interfaceName) {
    Endpoint first = container.endpoint();
    EndpointRequest request =
        EndpointRequest.of(first.containerId(), first.containerName())
            .withNames(first.containerName())
            .withInterface(interfaceName);
    Endpoint endpoint = networks.connect(network, request);
    int pid = container.namespace().threadId();
    host.run(() -> networks.plug(endpoint, List.of(first, endpoint), NameLookup.NONE, pid));
    container.namespace().run(() -> settle(interfaceName));
    host.run(() -> settle(endpoint.hostInterface(), bridgeOf(endpoint)));
    return endpoint;
  }

  /// A container of the lab.
  record Container(Endpoint endpoint, NamespaceWorker namespace, Publication publication) {
    String address() {
      return endpoint.ipv4Address().orElseThrow().address();
    }

    int hostPort() {
      return publication.ports().getFirst().hostPort();
    }
  }

  /// The kernel notices a new carrier in the background, and drops packets until then; to be asked
  /// about a link makes it do so at once.
  private static void settle(String... links) {
    try (var rtnetlink = new Rtnetlink()) {
      for (String link : links) {
        if (!link.isEmpty()) {
          rtnetlink.link(link);
        }
      }
    }
  }

  void remove(Container container) {
    host.run(() -> networks.release(container.endpoint()));
    container.publication().close();
    container.namespace().close();
  }

  static void configure(SandboxNetwork sandbox) throws IOException {
    for (SandboxNetwork.Sysctl sysctl : sandbox.sysctls()) {
      try {
        Files.writeString(Path.of("/proc/sys").resolve(sysctl.path()), sysctl.value());
      } catch (NoSuchFileException e) {
        throw new AssertionError("no such setting: " + sysctl.path(), e);
      }
    }
    try (var rtnetlink = new Rtnetlink()) {
      rtnetlink.send("configuration", "container", sandbox.configuration());
    }
  }

  /// Joins a machine to the host; the host is `.1`, the machine `.2` and routes by the host.
  private void connect(NamespaceWorker machine, int index, String subnet, String subnetV6) {
    host.run(() -> {
      try (var rtnetlink = new Rtnetlink()) {
        var veth =
            new VethRequest(
                "out" + index,
                1000 + index,
                0,
                1500,
                "eth0",
                2000 + index,
                MacAddress.of(new byte[] {2, 0, 0, 0, 0, (byte) index}),
                new VethRequest.OfProcess(machine.threadId()));
        rtnetlink.send(
            "veth",
            "out" + index,
            List.of(
                LinkMessages.createVeth(veth),
                AddressMessages.add(1000 + index, ip(subnet + ".1"), 24),
                AddressMessages.add(1000 + index, ip(subnetV6 + "1"), 64)));
      }
    });
    machine.run(() -> {
      loopbackUp();
      try (var rtnetlink = new Rtnetlink()) {
        rtnetlink.send(
            "address",
            "eth0",
            List.of(
                AddressMessages.add(2000 + index, ip(subnet + ".2"), 24),
                AddressMessages.add(2000 + index, ip(subnetV6 + "2"), 64),
                LinkMessages.setUp(2000 + index, true),
                AddressMessages.addDefaultRoute(2000 + index, ip(subnet + ".1"))));
      }
    });
    machine.run(() -> settle("eth0"));
    host.run(() -> settle("out" + index));
  }

  static InetAddress ip(String text) {
    return IpAddresses.parse(text);
  }

  private static void loopbackUp() {
    try (var rtnetlink = new Rtnetlink()) {
      rtnetlink.send("loopback", "lo", LinkMessages.setUp(1, true));
    }
  }

  @Override
  public void close() {
    networks.close();
    containers.forEach(NamespaceWorker::close);
    outside.close();
    otherOutside.close();
    host.close();
  }
}
