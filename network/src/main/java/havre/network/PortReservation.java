package havre.network;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.io.Socket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Keeps a port of the host from being taken by another program: a socket that is bound to it. No
/// packet ever reaches it, as the firewall redirects them before.
final class PortReservation {
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int BACKLOG = 128;
  private static final int IPV4_SOCKADDR = 16;
  private static final int IPV6_SOCKADDR = 28;

  private PortReservation() {}

  /// Binds a socket. For TCP over IPv4 it listens, as only then the kernel refuses the port to
  /// others who ask for the reuse of addresses; over IPv6 it doesn't unless a relay answers, so
  /// that a client on `::1`, which can't be redirected, is refused and tries 127.0.0.1.
  ///
  /// @return empty when the kernel doesn't have the protocol: then nobody else can use the port
  ///   either
  /// @throws LinuxException EADDRINUSE when another program has the port
  static Optional<Fd> bind(PublishedPort published, boolean relayed) {
    Protocol protocol = published.protocol();
    InetAddress address = IpAddresses.parse(published.hostIp());
    int port = published.hostPort();
    int family = address.getAddress().length == 4 ? Socket.AF_INET : Socket.AF_INET6;
    Socket socket;
    try {
      int type = protocol == Protocol.UDP ? Socket.SOCK_DGRAM : Socket.SOCK_STREAM;
      socket = Socket.open(family, type, protocol.number());
    } catch (LinuxException e) {
      if (protocol == Protocol.SCTP && e.is(Errno.EPROTONOSUPPORT)) {
        return Optional.empty();
      }
      throw e;
    }
    try {
      boolean listens = protocol == Protocol.TCP && (family == Socket.AF_INET || relayed);
      if (family == Socket.AF_INET6) {
        socket.setOption(IPPROTO_IPV6, IPV6_V6ONLY, 1);
      }
      if (listens) {
        socket.setOption(Socket.SOL_SOCKET, Socket.SO_REUSEADDR, 1);
      }
      socket.bind(socketAddress(address, port));
      if (listens) {
        socket.listen(relayed ? BACKLOG : 1);
      }
      return Optional.of(socket.fd());
    } catch (LinuxException e) {
      socket.close();
      throw e;
    }
  }

  /// struct sockaddr_in or sockaddr_in6.
  static byte[] socketAddress(InetAddress address, int port) {
    boolean ipv6 = address.getAddress().length > 4;
    int family = ipv6 ? Socket.AF_INET6 : Socket.AF_INET;
    ByteBuffer bytes = ByteBuffer.allocate(ipv6 ? IPV6_SOCKADDR : IPV4_SOCKADDR);
    bytes.order(ByteOrder.nativeOrder()).putShort((short) family);
    bytes.order(ByteOrder.BIG_ENDIAN).putShort((short) port);
    if (ipv6) {
      bytes.putInt(0);
    }
    return bytes.put(address.getAddress()).array();
  }
}
