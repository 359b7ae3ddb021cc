package havre.linux.nft;

import havre.linux.netlink.MessageBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The numbers and the header of nftables' netlink messages.
final class NftMessage {
  private static final int SUBSYSTEM = 10;
  private static final int BATCH_BEGIN = 0x10;
  private static final int BATCH_END = 0x11;

  /// Bytes of the family's own header (struct nfgenmsg).
  static final int HEADER_SIZE = 4;

  static final int NEW_TABLE = type(0);
  static final int GET_TABLE = type(1);
  static final int DELETE_TABLE = type(2);
  static final int NEW_CHAIN = type(3);
  static final int GET_CHAIN = type(4);
  static final int DELETE_CHAIN = type(5);
  static final int NEW_RULE = type(6);
  static final int GET_RULE = type(7);
  static final int DELETE_RULE = type(8);
  static final int NEW_SET = type(9);
  static final int DELETE_SET = type(11);
  static final int NEW_ELEMENTS = type(12);
  static final int GET_ELEMENTS = type(13);
  static final int DELETE_ELEMENTS = type(14);

  private NftMessage() {}

  static MessageBuilder start(int type, int flags, NftFamily family) {
    return header(type, flags, family.number(), 0);
  }

  /// A request on tables of any family.
  static MessageBuilder start(int type, int flags) {
    return header(type, flags, 0, 0);
  }

  /// A rule's comment among its user data: type, length, text, a zero.
  static byte[] comment(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(bytes.length + 3)
        .put((byte) 0)
        .put((byte) (bytes.length + 1))
        .put(bytes)
        .array();
  }

  static byte[] batchBegin() {
    return header(BATCH_BEGIN, 0, 0, SUBSYSTEM).build();
  }

  static byte[] batchEnd() {
    return header(BATCH_END, 0, 0, SUBSYSTEM).build();
  }

  private static MessageBuilder header(int type, int flags, int family, int resource) {
    return MessageBuilder.of(type, flags).putByte(family).putByte(0).putShortBigEndian(resource);
  }

  private static int type(int number) {
    return SUBSYSTEM << Byte.SIZE | number;
  }
}
