package havre.runtime.holder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// A message from or to a holder: one packet of a fixed size.
record HolderMessage(Type type, int a, int b, int c, long nanos, String object) {
  static final int SIZE = 216;

  /// As long as the short form of a container's id.
  static final int LABEL_LENGTH = 12;

  private static final int OBJECT_OFFSET = 24;
  private static final long SECOND = 1_000_000_000L;

  /// What a message says.
  enum Type {
    START(1),
    GO(2),
    GET_IO(3),
    STATUS(4),
    CLOSE_STDIN(5),
    SIGNAL(6),
    RESIZE(7),
    RELEASE(8),
    CREATED(32),
    RUNNING(33),
    FAILED(34),
    IO(35),
    EXITED(36),
    DONE(37);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    static Optional<Type> of(int number) {
      for (Type type : values()) {
        if (type.number == number) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    }
  }

  static HolderMessage of(Type type) {
    return of(type, 0, 0);
  }

  static HolderMessage of(Type type, int a, int b) {
    return new HolderMessage(type, a, b, 0, 0, "");
  }

  /// @param label of at most [#LABEL_LENGTH] ASCII letters
  static HolderMessage start(String label) {
    return new HolderMessage(Type.START, 0, 0, 0, 0, label);
  }

  Instant time() {
    return Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND);
  }

  byte[] encode() {
    return ByteBuffer.allocate(SIZE)
        .order(ByteOrder.nativeOrder())
        .putInt(type.number)
        .putInt(a)
        .putInt(b)
        .putInt(c)
        .putLong(nanos)
        .put(object.getBytes(StandardCharsets.UTF_8))
        .array();
  }

  /// Empty where the packet is no message of this version.
  static Optional<HolderMessage> decode(byte[] packet) {
    if (packet.length != SIZE) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(packet).order(ByteOrder.nativeOrder());
    Optional<Type> type = Type.of(bytes.getInt());
    int a = bytes.getInt();
    int b = bytes.getInt();
    int c = bytes.getInt();
    long nanos = bytes.getLong();
    int end = OBJECT_OFFSET;
    while (end < SIZE && packet[end] != 0) {
      end++;
    }
    var object = new String(packet, OBJECT_OFFSET, end - OBJECT_OFFSET, StandardCharsets.UTF_8);
    return type.map(known -> new HolderMessage(known, a, b, c, nanos, object));
  }
}
