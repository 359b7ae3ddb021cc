package havre.network;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.LinuxException;
import havre.linux.io.NativeBuffer;
import havre.linux.io.Socket;
import havre.network.NetworkLab.Container;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// A bridge with IPv6 beside IPv4. The JDK's sockets don't know IPv6 in a namespace that had no
/// address when the JVM started, so these are the kernel's own.
class Ipv6IT {
  private static final int ADDRESS_OFFSET = 8;
  private static final int SO_SNDTIMEO = 21;

  @Test
  void publishesOnBothFamilies() {
    IpPrefix subnet = IpPrefix.parse("fd00:17::/64");
    try (var lab = new NetworkLab(NetworkSettings.defaults().withIpv6Subnet(subnet))) {
      Container web = lab.container("web", PortRequest.of(Protocol.TCP, 8080, 80));
      Container client = lab.container("client");

      assertThat(web.publication().ports())
          .containsExactly(
              new PublishedPort(Protocol.TCP, "0.0.0.0", 8080, 80),
              new PublishedPort(Protocol.TCP, "::", 8080, 80));
      try (Socket server = listen(web.namespace())) {
        assertThat(connect(server, lab.outside, NetworkLab.HOST_ADDRESS_V6, 8080))
            .isEqualTo(NetworkLab.OUTSIDE_ADDRESS_V6);
        assertThat(connect(server, lab.host, "::1", 8080)).contains("ECONNREFUSED");
        assertThat(connect(server, lab.host, NetworkLab.HOST_ADDRESS_V6, 8080))
            .isEqualTo(NetworkLab.HOST_ADDRESS_V6);
        assertThat(connect(server, client.namespace(), NetworkLab.HOST_ADDRESS_V6, 8080))
            .isEqualTo("fd00:17::1");
        assertThat(connect(server, client.namespace(), ipv6(web), 80)).isEqualTo(ipv6(client));
      }
    }
  }

  private static String ipv6(Container container) {
    return container.endpoint().ipv6Address().orElseThrow().address();
  }

  private static Socket listen(NamespaceWorker where) {
    Socket server = where.call(() -> Socket.open(Socket.AF_INET6, Socket.SOCK_STREAM, 0));
    server.bind(PortReservation.socketAddress(NetworkLab.ip("::"), 80));
    server.listen(1);
    return server;
  }

  /// Connects and gives the client's address as the server sees it, or why it failed.
  private static String connect(Socket server, NamespaceWorker from, String address, int port) {
    return from.call(() -> {
      try (Socket client = Socket.open(Socket.AF_INET6, Socket.SOCK_STREAM, 0)) {
        client.setOption(Socket.SOL_SOCKET, SO_SNDTIMEO, threeSeconds());
        client.connect(PortReservation.socketAddress(NetworkLab.ip(address), port));
        client.send(NativeBuffer.of(new byte[] {'?'}), 0, 1, 0);
        try (Socket accepted = server.accept()) {
          byte[] peer = accepted.peerAddress();
          byte[] ip = Arrays.copyOfRange(peer, ADDRESS_OFFSET, ADDRESS_OFFSET + 16);
          return IpAddresses.format(IpAddresses.ofBytes(ip));
        }
      } catch (LinuxException e) {
        return e.getMessage();
      }
    });
  }

  /// struct timeval.
  private static byte[] threeSeconds() {
    return ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.nativeOrder()).putLong(3).array();
  }
}
