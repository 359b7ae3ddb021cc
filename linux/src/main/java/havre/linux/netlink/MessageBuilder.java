package havre.linux.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Builds one netlink message: the header, the fixed part of its family, then attributes, which may
/// be nested (netlink(7)).
///
/// Numbers are written in the machine's byte order unless a method says otherwise. The sequence
/// number is zero until [NetlinkSocket] sends the message.
public final class MessageBuilder {
  static final int HEADER_SIZE = 16;
  private static final int ALIGNMENT = 4;
  private static final int ATTRIBUTE_HEADER_SIZE = 4;
  private static final int NESTED = 1 << 15;
  private static final int INITIAL_SIZE = 256;

  private ByteBuffer buffer = allocate(INITIAL_SIZE);

  private MessageBuilder() {}

  /// Starts a message.
  ///
  /// @param flags of [NetlinkFlags]; NLM_F_REQUEST is always set
  public static MessageBuilder of(int type, int flags) {
    var builder = new MessageBuilder();
    builder.buffer.putInt(0);
    builder.buffer.putShort((short) type);
    builder.buffer.putShort((short) (flags | NetlinkFlags.REQUEST));
    builder.buffer.putInt(0);
    builder.buffer.putInt(0);
    return builder;
  }

  public MessageBuilder putByte(int value) {
    room(1).put((byte) value);
    return this;
  }

  public MessageBuilder putShort(int value) {
    room(Short.BYTES).putShort((short) value);
    return this;
  }

  /// Two bytes in network order.
  public MessageBuilder putShortBigEndian(int value) {
    return putByte(value >> Byte.SIZE).putByte(value);
  }

  public MessageBuilder putInt(int value) {
    room(Integer.BYTES).putInt(value);
    return this;
  }

  public MessageBuilder attribute(int type, byte[] value) {
    header(type, value.length);
    buffer.put(value);
    return pad();
  }

  /// An attribute with no content: a flag.
  public MessageBuilder flag(int type) {
    return header(type, 0);
  }

  public MessageBuilder attributeByte(int type, int value) {
    header(type, 1);
    buffer.put((byte) value);
    return pad();
  }

  public MessageBuilder attributeShort(int type, int value) {
    header(type, Short.BYTES);
    buffer.putShort((short) value);
    return pad();
  }

  public MessageBuilder attributeInt(int type, int value) {
    header(type, Integer.BYTES);
    buffer.putInt(value);
    return this;
  }

  /// A 16-bit number in network order.
  public MessageBuilder attributeShortBigEndian(int type, int value) {
    header(type, Short.BYTES);
    return putShortBigEndian(value).pad();
  }

  /// A 32-bit number in network order, as netfilter wants them.
  public MessageBuilder attributeIntBigEndian(int type, int value) {
    header(type, Integer.BYTES);
    return putShortBigEndian(value >> Short.SIZE).putShortBigEndian(value);
  }

  /// Text with a closing zero byte.
  public MessageBuilder attributeText(int type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    header(type, bytes.length + 1);
    buffer.put(bytes).put((byte) 0);
    return pad();
  }

  public MessageBuilder attributeAddress(int type, InetAddress value) {
    return attribute(type, value.getAddress());
  }

  /// Opens an attribute that holds attributes; [#end] closes it.
  ///
  /// @return the position to give to [#end]
  public int begin(int type) {
    room(ATTRIBUTE_HEADER_SIZE);
    int start = buffer.position();
    buffer.putShort((short) 0);
    buffer.putShort((short) (type | NESTED));
    return start;
  }

  /// As [#begin], without the flag that marks nesting, which some older families refuse.
  public int beginUnmarked(int type) {
    int start = begin(type);
    buffer.putShort(start + Short.BYTES, (short) type);
    return start;
  }

  /// Closes the attribute that was opened at this position.
  public MessageBuilder end(int start) {
    buffer.putShort(start, (short) (buffer.position() - start));
    return this;
  }

  /// The finished message.
  public byte[] build() {
    buffer.putInt(0, buffer.position());
    var bytes = new byte[buffer.position()];
    buffer.get(0, bytes);
    return bytes;
  }

  private MessageBuilder header(int type, int length) {
    room(ATTRIBUTE_HEADER_SIZE + length + ALIGNMENT);
    buffer.putShort((short) (ATTRIBUTE_HEADER_SIZE + length));
    buffer.putShort((short) type);
    return this;
  }

  private MessageBuilder pad() {
    while (buffer.position() % ALIGNMENT != 0) {
      room(1).put((byte) 0);
    }
    return this;
  }

  private ByteBuffer room(int length) {
    if (buffer.remaining() < length) {
      ByteBuffer larger = allocate(Math.max(buffer.capacity() * 2, buffer.position() + length));
      buffer = larger.put(buffer.flip());
    }
    return buffer;
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
  }
}
