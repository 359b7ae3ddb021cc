package havre.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A received netlink message.
///
/// @param payload what follows the header, in the machine's byte order
public record NetlinkMessage(int type, int flags, int sequence, ByteBuffer payload) {
  static final int ERROR = 2;
  static final int DONE = 3;
  static final int OVERRUN = 4;

  /// Splits what one read gave into its messages. A cut-off rest is left out.
  public static List<NetlinkMessage> parse(ByteBuffer received) {
    ByteBuffer buffer = received.duplicate().order(ByteOrder.nativeOrder());
    var messages = new ArrayList<NetlinkMessage>();
    while (buffer.remaining() >= MessageBuilder.HEADER_SIZE) {
      int start = buffer.position();
      int length = buffer.getInt(start);
      if (length < MessageBuilder.HEADER_SIZE || length > buffer.remaining()) {
        break;
      }
      ByteBuffer payload =
          buffer
              .slice(start + MessageBuilder.HEADER_SIZE, length - MessageBuilder.HEADER_SIZE)
              .order(ByteOrder.nativeOrder());
      messages.add(
          new NetlinkMessage(
              buffer.getShort(start + 4) & 0xffff,
              buffer.getShort(start + 6) & 0xffff,
              buffer.getInt(start + 8),
              payload));
      buffer.position(Math.min(buffer.limit(), start + ((length + 3) & ~3)));
    }
    return messages;
  }

  /// The attributes after the fixed part of the family's own header.
  public Attributes attributes(int fixedSize) {
    return Attributes.parse(
        payload.slice(fixedSize, payload.remaining() - fixedSize).order(ByteOrder.nativeOrder()));
  }

  boolean isMulti() {
    return (flags & NetlinkFlags.MULTI) != 0;
  }
}
