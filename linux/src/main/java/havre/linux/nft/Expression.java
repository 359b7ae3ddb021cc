package havre.linux.nft;

import havre.linux.netlink.MessageBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// One expression of a rule: the kernel runs them in order and leaves the rule at the first that
/// doesn't match. Registers are numbered by words of four bytes, 0 to 15.
///
/// @param name the kernel's name of the expression
/// @param attributes writes its attributes
record Expression(String name, Consumer<MessageBuilder> attributes) {
  private static final int FIRST_WORD = 8;
  private static final int VERDICT_REGISTER = 0;
  private static final int VALUE = 1;
  private static final int VERDICT = 2;
  private static final int RESULT_ADDRESS_TYPE = 3;
  private static final int FLAG_DESTINATION = 2;
  private static final int SNAT = 0;
  private static final int DNAT = 1;

  /// Keys of packet meta data.
  enum Meta {
    INPUT_NAME(6),
    OUTPUT_NAME(7),
    TRANSPORT_PROTOCOL(16);

    private final int key;

    Meta(int key) {
      this.key = key;
    }
  }

  /// Where a payload's offset counts from.
  enum Base {
    LINK,
    NETWORK,
    TRANSPORT
  }

  /// What is known of a packet's connection.
  enum Connection {
    STATE(0),
    STATUS(2);

    private final int key;

    Connection(int key) {
      this.key = key;
    }
  }

  static Expression meta(Meta what, int word) {
    return new Expression(
        "meta",
        message ->
            message.attributeIntBigEndian(1, register(word)).attributeIntBigEndian(2, what.key));
  }

  static Expression payload(Base base, int offset, int length, int word) {
    return new Expression(
        "payload",
        message ->
            message
                .attributeIntBigEndian(1, register(word))
                .attributeIntBigEndian(2, base.ordinal())
                .attributeIntBigEndian(3, offset)
                .attributeIntBigEndian(4, length));
  }

  static Expression connection(Connection what, int word) {
    return new Expression(
        "ct",
        message ->
            message.attributeIntBigEndian(1, register(word)).attributeIntBigEndian(2, what.key));
  }

  /// The kind of the destination address (local, broadcast …) by the routing tables.
  static Expression destinationKind(int word) {
    return new Expression(
        "fib",
        message ->
            message
                .attributeIntBigEndian(1, register(word))
                .attributeIntBigEndian(2, RESULT_ADDRESS_TYPE)
                .attributeIntBigEndian(3, FLAG_DESTINATION));
  }

  /// Compares for equality, or for difference.
  static Expression compare(int word, boolean equal, byte[] value) {
    return new Expression(
        "cmp",
        message -> {
          message.attributeIntBigEndian(1, register(word)).attributeIntBigEndian(2, equal ? 0 : 1);
          data(message, 3, value);
        });
  }

  /// Compares with the bounds of a range, both included.
  static Expression range(int word, byte[] from, byte[] to) {
    return new Expression(
        "range",
        message -> {
          message.attributeIntBigEndian(1, register(word)).attributeIntBigEndian(2, 0);
          data(message, 3, from);
          data(message, 4, to);
        });
  }

  /// Keeps the bits of the mask.
  static Expression mask(int word, byte[] mask) {
    return new Expression(
        "bitwise",
        message -> {
          message
              .attributeIntBigEndian(1, register(word))
              .attributeIntBigEndian(2, register(word))
              .attributeIntBigEndian(3, mask.length);
          data(message, 4, mask);
          data(message, 5, new byte[mask.length]);
        });
  }

  /// Matches when the set holds the key.
  static Expression lookup(String set, int word, boolean found) {
    return new Expression(
        "lookup",
        message -> {
          message.attributeText(1, set).attributeIntBigEndian(2, register(word));
          if (!found) {
            message.attributeIntBigEndian(5, 1);
          }
        });
  }

  /// Replaces the key by the map's value.
  static Expression map(String map, int keyWord, int valueWord) {
    return new Expression(
        "lookup",
        message ->
            message
                .attributeText(1, map)
                .attributeIntBigEndian(2, register(keyWord))
                .attributeIntBigEndian(3, register(valueWord)));
  }

  static Expression verdict(Verdict verdict) {
    return new Expression(
        "immediate",
        message -> {
          message.attributeIntBigEndian(1, VERDICT_REGISTER);
          int data = message.begin(2);
          int nested = message.begin(VERDICT);
          message.attributeIntBigEndian(1, verdict.code());
          if (!verdict.chain().isEmpty()) {
            message.attributeText(2, verdict.chain());
          }
          message.end(nested).end(data);
        });
  }

  /// Sends the connection to the address and port in the registers.
  static Expression destinationNat(NftFamily family, int addressWord, int portWord) {
    return new Expression(
        "nat",
        message ->
            message
                .attributeIntBigEndian(1, DNAT)
                .attributeIntBigEndian(2, family.number())
                .attributeIntBigEndian(3, register(addressWord))
                .attributeIntBigEndian(5, register(portWord)));
  }

  /// Puts a value into registers.
  static Expression load(int word, byte[] value) {
    return new Expression(
        "immediate",
        message -> {
          message.attributeIntBigEndian(1, register(word));
          data(message, 2, value);
        });
  }

  /// Gives the connection the source address in the registers.
  static Expression sourceNat(NftFamily family, int addressWord) {
    return new Expression(
        "nat",
        message ->
            message
                .attributeIntBigEndian(1, SNAT)
                .attributeIntBigEndian(2, family.number())
                .attributeIntBigEndian(3, register(addressWord)));
  }

  /// Gives the connection the source address of the link it goes out by.
  static Expression masquerade() {
    return new Expression("masq", message -> {});
  }

  /// Counts the packets that come this far.
  static Expression counter() {
    return new Expression("counter", message -> {});
  }

  /// A number as the kernel keeps it in a register.
  static byte[] word(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  void write(MessageBuilder message) {
    message.attributeText(1, name);
    int data = message.begin(2);
    attributes.accept(message);
    message.end(data);
  }

  private static void data(MessageBuilder message, int type, byte[] value) {
    int nested = message.begin(type);
    message.attribute(VALUE, value).end(nested);
  }

  private static int register(int word) {
    return FIRST_WORD + word;
  }
}
