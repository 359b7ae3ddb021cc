package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.netlink.AddressMessages;
import havre.linux.netlink.Rtnetlink;
import havre.network.NetworkLab.Container;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The host's loopback is reached by nobody else, although the bridge routes it (CVE-2020-8558).
class LoopbackGuardIT {

  @Test
  void containersAndNeighboursDoNotReachServicesOnTheHostsLoopback() {
    try (var lab = new NetworkLab(NetworkSettings.defaults())) {
      Container web =
          lab.container("web", new PortRequest(Protocol.TCP, "127.0.0.1", 9000, 9000, 80));
      Container attacker = lab.container("attacker");
      Echo.tcp(web.namespace(), 80);
      Echo.udp(lab.host, 6000);
      Echo.tcp(lab.host, 6000);
      attacker
          .namespace()
          .run(() -> routeLoopbackTo("172.17.0.1", attacker.endpoint().interfaceIndex()));
      lab.outside.run(() -> routeLoopbackTo(NetworkLab.HOST_ADDRESS, 2010));

      for (NamespaceWorker stranger : new NamespaceWorker[] {attacker.namespace(), lab.outside}) {
        assertThat(Echo.askTcp(stranger, "127.0.0.1", 6000)).isEqualTo(Echo.SILENT);
        assertThat(Echo.askUdp(stranger, "127.0.0.1", 6000)).isEqualTo(Echo.SILENT);
        assertThat(Echo.askTcp(stranger, "127.0.0.1", 9000)).isEqualTo(Echo.SILENT);
      }
      assertThat(Echo.askTcp(lab.host, "127.0.0.1", 6000)).isEqualTo("127.0.0.1");
      assertThat(Echo.askTcp(lab.host, "127.0.0.1", 9000)).isEqualTo("172.17.0.1");
    }
  }

  /// Makes a machine send packets for 127.0.0.1 to a gateway instead of keeping them.
  private static void routeLoopbackTo(String gateway, int link) throws IOException {
    Sysctls.write("ipv4/conf/all/route_localnet", "1");
    try (var rtnetlink = new Rtnetlink()) {
      rtnetlink.send("address", "lo", AddressMessages.remove(1, NetworkLab.ip("127.0.0.1"), 8));
      rtnetlink.send(
          "route",
          "127.0.0.1",
          AddressMessages.addRoute(link, NetworkLab.ip("127.0.0.1"), 32, NetworkLab.ip(gateway)));
    }
  }
}
