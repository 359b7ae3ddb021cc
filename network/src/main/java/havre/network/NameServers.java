package havre.network;

import static java.lang.System.Logger.Level.WARNING;

import havre.common.HavreException;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.netlink.Rtnetlink;
import havre.linux.nft.NftBatch;
import havre.linux.nft.NftChain;
import havre.linux.nft.NftElement;
import havre.linux.nft.NftFamily;
import havre.linux.nft.NftRule;
import havre.linux.nft.NftSet;
import havre.linux.nft.NftTable;
import havre.linux.nft.NftType;
import havre.linux.nft.Nftables;
import havre.linux.process.Namespace;
import havre.linux.process.NamespaceThread;
import havre.network.dns.DnsServer;
import havre.network.dns.Forwarder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The name servers of containers: each has one at 127.0.0.11 in its own network namespace.
///
/// Their sockets are on any port there, and the kernel redirects what is sent to port 53 of that
/// address to them, so that a container's own server on port 53 is not disturbed.
final class NameServers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(NameServers.class.getName());
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("127.0.0.11");
  private static final int PORT = 53;
  private static final int PRIORITY_DESTINATION_NAT = -100;
  private static final NftTable TABLE = new NftTable(NftFamily.IP, "havre_names");
  private static final NftChain OUTPUT =
      NftChain.base("output", NftChain.Type.NAT, NftChain.Hook.OUTPUT, PRIORITY_DESTINATION_NAT);
  private static final NftSet SERVERS =
      new NftSet(
          "servers",
          List.of(NftType.PROTOCOL, NftType.IPV4_ADDRESS, NftType.PORT),
          List.of(NftType.IPV4_ADDRESS, NftType.PORT));

  private final NetworkDirectory directory;
  private final Forwarder forwarder = new Forwarder(Clock.systemUTC());
  private final Map<String, Served> byContainer = new ConcurrentHashMap<>();

  private record Served(ContainerZone zone, DnsServer server) {}

  private NameServers(NetworkDirectory directory) {
    this.directory = directory;
  }

  static NameServers start(NetworkDirectory directory) {
    return new NameServers(directory);
  }

  /// Answers a container's questions, by these places and names from now on.
  ///
  /// @param pid of a process of the container
  void serve(List<Endpoint> endpoints, NameLookup names, int pid) {
    if (endpoints.isEmpty()) {
      return;
    }
    String container = endpoints.getFirst().containerId();
    Served served = byContainer.get(container);
    if (served != null) {
      served.zone().become(endpoints, names);
    } else if (endpoints.stream().anyMatch(this::hasNames)) {
      var zone = new ContainerZone(directory, endpoints, names);
      byContainer.put(container, new Served(zone, open(zone, pid)));
    }
  }

  private boolean hasNames(Endpoint endpoint) {
    return directory.byId(endpoint.networkId()).filter(n -> n.info().hasNames()).isPresent();
  }

  private DnsServer open(ContainerZone zone, int pid) {
    try (Fd namespace = RunningSandbox.namespace(pid)) {
      return NamespaceThread.in(namespace, Namespace.NETWORK, () -> openHere(zone)).start();
    } catch (LinuxException e) {
      throw HavreException.internal("start the name server: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw HavreException.internal("start the name server: " + e.getCause(), e);
    }
  }

  /// In the namespace of this thread. Its loopback may still be down, and has no addresses then.
  private DnsServer openHere(ContainerZone zone) {
    try (var rtnetlink = new Rtnetlink()) {
      rtnetlink.send("RTM_NEWLINK", "lo", InterfaceMessages.loopbackUp());
    }
    try {
      DnsServer server = DnsServer.open(new InetSocketAddress(ADDRESS, 0), zone, forwarder);
      try (Nftables nftables = Nftables.open()) {
        nftables.commit(redirection(server));
        return server;
      } catch (LinuxException | IOException e) {
        server.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// An earlier engine's redirection is replaced.
  private static NftBatch redirection(DnsServer server) throws IOException {
    var batch = new NftBatch(TABLE);
    batch.addTable().addChain(OUTPUT).addSet(SERVERS).flush(OUTPUT).flush(SERVERS);
    batch.addRule(NftRule.in(NftFamily.IP, OUTPUT).destinationNatByAddress(SERVERS));
    batch.addElements(
        SERVERS,
        List.of(element(Protocol.UDP, server.udpPort()), element(Protocol.TCP, server.tcpPort())));
    return batch;
  }

  private static NftElement element(Protocol protocol, int port) {
    return new NftElement(
        NftElement.concatenate(
            NftElement.protocol(protocol.number()), ADDRESS.getAddress(), NftElement.port(PORT)),
        NftElement.concatenate(ADDRESS.getAddress(), NftElement.port(port)));
  }

  /// A container that has left its last network asks no more.
  void forget(Endpoint endpoint) {
    byContainer.computeIfPresent(
        endpoint.containerId(),
        (_, served) -> {
          if (served.zone().leave(endpoint)) {
            return served;
          }
          served.server().close();
          return null;
        });
  }

  @Override
  public void close() {
    for (Served served : new ArrayList<>(byContainer.values())) {
      try {
        served.server().close();
      } catch (HavreException e) {
        LOG.log(WARNING, "stop a name server: " + e.getMessage());
      }
    }
    byContainer.clear();
  }
}
