package havre.testkit.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Connections to servers on unix sockets that went over from HTTP/1.1 to HTTP/2 (RFC 7540, section
/// 3.2, without the settings header, as BuildKit's clients do).
public final class UpgradedConnection {
  private UpgradedConnection() {}

  /// Asks for the change.
  ///
  /// @param headers further lines of the request, each with its line end
  /// @return the connection, on which the server's first frames come next
  /// @throws IOException where the server answers anything but 101
  public static SocketChannel open(Path socket, String path, String headers) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      String head =
          "POST "
              + path
              + " HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
              + headers
              + "\r\n";
      channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
      String answer = head(channel);
      if (!answer.startsWith("HTTP/1.1 101 ")
          || !answer.contains("Connection: Upgrade\r\n")
          || !answer.contains("Upgrade: h2c\r\n")) {
        throw new IOException(path + ": " + answer);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static String head(SocketChannel channel) throws IOException {
    var head = new StringBuilder();
    var one = ByteBuffer.allocate(1);
    while (head.indexOf("\r\n\r\n") < 0 && channel.read(one.clear()) > 0) {
      head.append((char) one.get(0));
    }
    return head.toString();
  }

  /// Passes on what comes from either to the other, until one ends.
  public static void join(SocketChannel one, SocketChannel other) {
    Thread.ofVirtual().start(() -> pump(one, other));
    Thread.ofVirtual().start(() -> pump(other, one));
  }

  private static void pump(SocketChannel from, SocketChannel to) {
    var buffer = ByteBuffer.allocate(64 * 1024);
    try {
      while (from.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
      }
      to.close();
    } catch (IOException _) {
      // the test is over
    }
  }
}
