package havre.testkit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A client that speaks bytes on a unix socket, for tests of what is on the wire.
public final class RawClient implements AutoCloseable {
  private final SocketChannel channel;

  public RawClient(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
  }

  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    return this;
  }

  public RawClient closeOutput() throws IOException {
    channel.shutdownOutput();
    return this;
  }

  /// Reads up to and including the first occurrence of `end`.
  public String readTo(String end) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int value = read();
      if (value < 0) {
        throw new IOException("end of stream after: " + text);
      }
      text.append((char) value);
    }
    return text.toString();
  }

  /// Reads exactly `count` bytes.
  public String read(int count) throws IOException {
    var buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // until full or at the end
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.ISO_8859_1);
  }

  public int read() throws IOException {
    var one = ByteBuffer.allocate(1);
    return channel.read(one) < 0 ? -1 : one.get(0) & 0xff;
  }

  /// Reads to the end of the stream.
  public String readAll() throws IOException {
    var all = new ByteArrayOutputStream();
    var buffer = ByteBuffer.allocate(64 * 1024);
    while (channel.read(buffer) >= 0) {
      all.write(buffer.array(), 0, buffer.position());
      buffer.clear();
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  /// Reads to the end of the stream and gives the number of bytes.
  public long skipAll() throws IOException {
    long count = 0;
    var buffer = ByteBuffer.allocateDirect(256 * 1024);
    int part;
    while ((part = channel.read(buffer)) >= 0) {
      count += part;
      buffer.clear();
    }
    return count;
  }

  /// Reads an answer with a Content-Length and gives its body.
  public String readBody() throws IOException {
    String head = readTo("\r\n\r\n");
    int at = head.indexOf("Content-Length: ");
    return at < 0 ? "" : read(Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at))));
  }

  /// Reads a chunked answer's content, after its head.
  public String readChunks() throws IOException {
    var content = new StringBuilder();
    while (true) {
      int size = Integer.parseInt(readTo("\r\n").strip(), 16);
      content.append(read(size));
      readTo("\r\n");
      if (size == 0) {
        return content.toString();
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
