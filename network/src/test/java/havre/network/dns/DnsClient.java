package havre.network.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Asks a name server, and reads what it answers.
public final class DnsClient {
  public static final int A = 1;
  public static final int PTR = 12;
  public static final int AAAA = 28;
  private static final int TIMEOUT_MILLIS = 5000;

  private DnsClient() {}

  /// An answer.
  ///
  /// @param code 0 for success, 2 for a failure of the server, 3 for no such name
  /// @param data addresses and names
  public record Answer(int code, boolean truncated, List<String> data, List<Long> ttls) {}

  public static byte[] question(int id, String name, int type, int ednsSize) {
    ByteBuffer message = ByteBuffer.allocate(512);
    message.putShort((short) id).putShort((short) 0x0100).putShort((short) 1);
    message.putShort((short) 0).putShort((short) 0).putShort((short) (ednsSize > 0 ? 1 : 0));
    message.put(encode(name)).putShort((short) type).putShort((short) 1);
    if (ednsSize > 0) {
      message.put((byte) 0).putShort((short) 41).putShort((short) ednsSize);
      message.putInt(0).putShort((short) 0);
    }
    return Arrays.copyOf(message.array(), message.position());
  }

  static byte[] encode(String name) {
    var bytes = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  public static Answer udp(InetSocketAddress server, String name, int type) throws IOException {
    return udp(server, name, type, 0);
  }

  public static Answer udp(InetSocketAddress server, String name, int type, int ednsSize)
      throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] question = question(4711, name, type, ednsSize);
      socket.send(new DatagramPacket(question, question.length, server));
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return read(Arrays.copyOf(packet.getData(), packet.getLength()), type);
    }
  }

  public static Answer tcp(InetSocketAddress server, String name, int type) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(server, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] question = question(4712, name, type, 0);
      ByteBuffer framed = ByteBuffer.allocate(2 + question.length);
      socket
          .getOutputStream()
          .write(framed.putShort((short) question.length).put(question).array());
      byte[] length = socket.getInputStream().readNBytes(2);
      int size = (length[0] & 0xff) << 8 | length[1] & 0xff;
      return read(socket.getInputStream().readNBytes(size), type);
    }
  }

  static Answer read(byte[] message, int type) {
    try {
      var reader = new DnsReader(message);
      var data = new ArrayList<String>();
      var ttls = new ArrayList<Long>();
      int at = reader.endOfName(12) + 4;
      for (int i = 0; i < reader.unsignedShort(6); i++) {
        DnsReader.Record record = reader.record(at);
        ttls.add(reader.unsignedInt(record.ttlAt()));
        if (type == PTR) {
          data.add(reader.name(record.dataAt()));
        } else {
          byte[] address = Arrays.copyOfRange(message, record.dataAt(), record.end());
          data.add(InetAddress.getByAddress(address).getHostAddress());
        }
        at = record.end();
      }
      return new Answer(message[3] & 0xf, (message[2] & 2) != 0, data, ttls);
    } catch (DnsFormatException | UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
