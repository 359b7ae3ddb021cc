package havre.network.dns;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Makes the answers that the server gives itself.
final class DnsReply {
  private static final int TTL = 600;
  private static final int RESPONSE_AUTHORITATIVE = 0x84;
  private static final int TRUNCATED = 0x02;
  private static final int RECURSION_DESIRED = 0x01;
  private static final int RECURSION_AVAILABLE = 0x80;
  private static final int SERVER_FAILURE = 2;
  private static final int NAME_AT_QUESTION = 0xc00c;
  private static final int OPT_SIZE = 11;
  private static final int ANSWER_HEAD = 12;
  private static final int OUR_UDP_SIZE = 1232;

  private DnsReply() {}

  /// Addresses of the name that was asked for; those of another family than the question's are left
  /// out.
  ///
  /// @param limit how long the answer may be; what is longer is cut, and said to be so
  static byte[] addresses(DnsQuery query, List<InetAddress> addresses, int limit) {
    int length = query.type() == DnsQuery.TYPE_A ? 4 : 16;
    List<byte[]> data =
        addresses.stream()
            .map(InetAddress::getAddress)
            .filter(bytes -> bytes.length == length)
            .toList();
    return answer(query, data, limit);
  }

  static byte[] pointers(DnsQuery query, List<String> names, int limit) {
    return answer(query, names.stream().map(DnsReply::encode).toList(), limit);
  }

  /// The name is there, but nothing of this type.
  static byte[] nothing(DnsQuery query) {
    return answer(query, List.of(), DnsQuery.SMALLEST_LIMIT);
  }

  /// Nobody can tell.
  static byte[] failure(DnsQuery query) {
    byte[] reply = nothing(query);
    reply[2] &= ~0x04;
    reply[3] |= SERVER_FAILURE;
    return reply;
  }

  private static byte[] answer(DnsQuery query, List<byte[]> data, int limit) {
    int room = limit - query.questionEnd() - (query.edns() ? OPT_SIZE : 0);
    int fitting = 0;
    for (byte[] one : data) {
      room -= ANSWER_HEAD + one.length;
      if (room < 0) {
        break;
      }
      fitting++;
    }
    ByteBuffer reply = ByteBuffer.allocate(Math.max(limit, DnsQuery.SMALLEST_LIMIT));
    int flags = RESPONSE_AUTHORITATIVE | query.message()[2] & RECURSION_DESIRED;
    reply.putShort((short) query.id());
    reply.put((byte) (fitting < data.size() ? flags | TRUNCATED : flags));
    reply.put((byte) RECURSION_AVAILABLE);
    reply.putShort((short) 1).putShort((short) fitting).putShort((short) 0);
    reply.putShort((short) (query.edns() ? 1 : 0));
    reply.put(query.message(), DnsQuery.HEADER, query.questionEnd() - DnsQuery.HEADER);
    for (byte[] one : data.subList(0, fitting)) {
      reply.putShort((short) NAME_AT_QUESTION);
      reply.putShort((short) query.type()).putShort((short) DnsQuery.CLASS_IN);
      reply.putInt(TTL).putShort((short) one.length).put(one);
    }
    if (query.edns()) {
      reply.put((byte) 0).putShort((short) DnsQuery.TYPE_OPT).putShort((short) OUR_UDP_SIZE);
      reply.putInt(0).putShort((short) 0);
    }
    var bytes = new byte[reply.position()];
    reply.flip().get(bytes);
    return bytes;
  }

  /// A name's labels, each behind its length.
  private static byte[] encode(String name) {
    var bytes = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      byte[] text = label.getBytes(StandardCharsets.ISO_8859_1);
      bytes.write(text.length);
      bytes.writeBytes(text);
    }
    bytes.write(0);
    return bytes.toByteArray();
  }
}
