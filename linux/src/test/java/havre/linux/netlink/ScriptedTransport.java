package havre.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Answers with datagrams that a test wrote, and keeps what was sent.
final class ScriptedTransport implements NetlinkTransport {
  final List<byte[]> sent = new ArrayList<>();
  private final Deque<byte[]> answers = new ArrayDeque<>();
  private boolean closed;

  /// Adds a datagram that holds these messages.
  ScriptedTransport answer(byte[]... messages) {
    ByteBuffer datagram = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    for (byte[] message : messages) {
      datagram.put(message);
    }
    answers.add(Arrays.copyOf(datagram.array(), datagram.position()));
    return this;
  }

  /// An acknowledgement, or an error with the kernel's reason.
  static byte[] ack(int sequence, int errno, String reason) {
    int flags =
        reason.isEmpty() ? NetlinkFlags.CAPPED : NetlinkFlags.CAPPED | NetlinkFlags.ACK_TLVS;
    MessageBuilder message = MessageBuilder.of(NetlinkMessage.ERROR, flags).putInt(-errno);
    message.putInt(16).putInt(0).putInt(sequence).putInt(0);
    if (!reason.isEmpty()) {
      message.attributeText(1, reason);
    }
    return numbered(message.build(), sequence);
  }

  static byte[] done(int sequence) {
    return numbered(
        MessageBuilder.of(NetlinkMessage.DONE, NetlinkFlags.MULTI).putInt(0).build(), sequence);
  }

  static byte[] numbered(byte[] message, int sequence) {
    ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).putInt(8, sequence);
    return message;
  }

  @Override
  public void send(byte[] datagram) {
    sent.add(datagram.clone());
  }

  @Override
  public ByteBuffer receive() {
    return ByteBuffer.wrap(answers.remove());
  }

  @Override
  public void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }
}
