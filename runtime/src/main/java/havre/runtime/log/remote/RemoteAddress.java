package havre.runtime.log.remote;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/// Where a remote log is listened for.
///
/// @param scheme `tcp`, `udp` or `unix`
/// @param host or the path of a socket
record RemoteAddress(String scheme, String host, int port) {
  private static final int CONNECT_MILLIS = 5_000;

  /// Takes bytes.
  interface Connection extends AutoCloseable {
    void write(byte[] bytes) throws IOException;

    @Override
    void close();
  }

  /// @param text an URL, as `udp://host:port`
  static RemoteAddress parse(String text, int defaultPort) {
    int end = text.indexOf("://");
    if (end < 0) {
      return new RemoteAddress("", text, defaultPort);
    }
    String scheme = text.substring(0, end).toLowerCase(Locale.ROOT);
    if (scheme.startsWith("unix")) {
      return new RemoteAddress(scheme, text.substring(end + 3), 0);
    }
    URI uri = URI.create(text);
    String host = uri.getHost() == null ? "" : uri.getHost();
    return new RemoteAddress(scheme, host, uri.getPort() < 0 ? defaultPort : uri.getPort());
  }

  Connection connect() throws IOException {
    return switch (scheme) {
      case "udp" -> datagrams();
      case "unix" -> stream();
      default -> tcp();
    };
  }

  private Connection datagrams() throws IOException {
    var socket = new DatagramSocket();
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      socket.close();
      throw e;
    }
    return new Connection() {
      @Override
      public void write(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, address, port));
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  private Connection tcp() throws IOException {
    var socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      return new Stream(socket.getOutputStream(), socket);
    } catch (ConnectException e) {
      socket.close();
      throw new IOException("dial tcp %s:%d: connect: connection refused".formatted(host, port), e);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private Connection stream() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(host));
      return new Stream(Channels.newOutputStream(channel), channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private record Stream(OutputStream out, Closeable socket) implements Connection {
    @Override
    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) { // it is given up either way
        System.getLogger(RemoteAddress.class.getName())
            .log(System.Logger.Level.DEBUG, "close a remote log", e);
      }
    }
  }
}
