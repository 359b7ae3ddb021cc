package havre.network;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// Servers that answer with the address from which they see a client, and clients that ask for it.
final class Echo {
  static final String SILENT = "silent";
  static final String REFUSED = "refused";
  private static final int TIMEOUT_MILLIS = 700;

  private Echo() {}

  /// A TCP server on all addresses of a namespace.
  static AutoCloseable tcp(NamespaceWorker where, int port) {
    ServerSocket server = where.call(() -> new ServerSocket(port));
    Thread.ofPlatform().daemon().start(() -> serve(server));
    return server;
  }

  /// A UDP server on all addresses of a namespace.
  static AutoCloseable udp(NamespaceWorker where, int port) {
    DatagramSocket server = where.call(() -> new DatagramSocket(port));
    Thread.ofPlatform().daemon().start(() -> serve(server));
    return server;
  }

  /// The client's address as the TCP server sees it; [#SILENT] or [#REFUSED] when there is none.
  static String askTcp(NamespaceWorker from, String address, int port) {
    return from.call(() -> {
      try (var socket = new Socket()) {
        socket.connect(new InetSocketAddress(NetworkLab.ip(address), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write('?');
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (SocketTimeoutException _) {
        return SILENT;
      } catch (SocketException _) {
        return REFUSED;
      }
    });
  }

  /// The client's address as the UDP server sees it.
  static String askUdp(NamespaceWorker from, String address, int port) {
    return from.call(() -> {
      try (var socket = new DatagramSocket()) {
        return askUdp(socket, address, port);
      }
    });
  }

  /// As [#askUdp(NamespaceWorker, String, int)], from a socket that is kept.
  static String askUdp(DatagramSocket socket, String address, int port) throws IOException {
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.send(new DatagramPacket(new byte[] {'?'}, 1, NetworkLab.ip(address), port));
      var answer = new DatagramPacket(new byte[256], 256);
      socket.receive(answer);
      return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
    } catch (SocketTimeoutException _) {
      return SILENT;
    } catch (SocketException _) {
      return REFUSED;
    }
  }

  private static void serve(ServerSocket server) {
    try {
      while (true) {
        try (Socket client = server.accept()) {
          if (client.getInputStream().read() == '?') {
            client.getOutputStream().write(text(client.getInetAddress()));
          }
        }
      }
    } catch (IOException _) {
      // The test has closed the server.
    }
  }

  private static void serve(DatagramSocket server) {
    try {
      while (true) {
        var request = new DatagramPacket(new byte[1], 1);
        server.receive(request);
        byte[] answer = text(request.getAddress());
        server.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
      }
    } catch (IOException _) {
      // The test has closed the server.
    }
  }

  private static byte[] text(InetAddress address) {
    return IpAddresses.format(address).getBytes(StandardCharsets.UTF_8);
  }
}
