package havre.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;

/// The attributes of a received message, by type. Of several with the same type the last counts;
/// lists are read with [#elements].
public final class Attributes {
  private static final int HEADER_SIZE = 4;
  private static final int TYPE_MASK = 0x3fff;

  private final Map<Integer, ByteBuffer> values;

  private Attributes(Map<Integer, ByteBuffer> values) {
    this.values = values;
  }

  /// Reads what remains of the buffer. Cut-off rests are left out.
  public static Attributes parse(ByteBuffer buffer) {
    var values = new HashMap<Integer, ByteBuffer>();
    for (Element element : elements(buffer)) {
      values.put(element.type(), element.value());
    }
    return new Attributes(values);
  }

  /// The attributes in their order, for lists in which a type occurs more than once.
  public static Iterable<Element> elements(ByteBuffer buffer) {
    ByteBuffer rest = buffer.duplicate().order(ByteOrder.nativeOrder());
    return () -> new ElementIterator(rest.duplicate().order(ByteOrder.nativeOrder()));
  }

  public boolean has(int type) {
    return values.containsKey(type);
  }

  /// The attribute's content, in the machine's byte order.
  public Optional<ByteBuffer> value(int type) {
    return Optional.ofNullable(values.get(type))
        .map(value -> value.duplicate().order(ByteOrder.nativeOrder()));
  }

  public Optional<byte[]> bytes(int type) {
    return value(type).map(Attributes::toBytes);
  }

  public Optional<Attributes> nested(int type) {
    return value(type).map(Attributes::parse);
  }

  public OptionalInt number(int type) {
    ByteBuffer value = values.get(type);
    if (value == null) {
      return OptionalInt.empty();
    }
    ByteBuffer native_ = value.duplicate().order(ByteOrder.nativeOrder());
    return switch (native_.remaining()) {
      case 1 -> OptionalInt.of(native_.get() & 0xff);
      case 2 -> OptionalInt.of(native_.getShort() & 0xffff);
      case 4, 8 -> OptionalInt.of(native_.getInt());
      default -> OptionalInt.empty();
    };
  }

  /// A number in network byte order.
  public OptionalInt numberBigEndian(int type) {
    ByteBuffer value = values.get(type);
    if (value == null) {
      return OptionalInt.empty();
    }
    ByteBuffer big = value.duplicate().order(ByteOrder.BIG_ENDIAN);
    return switch (big.remaining()) {
      case 1 -> OptionalInt.of(big.get() & 0xff);
      case 2 -> OptionalInt.of(big.getShort() & 0xffff);
      case 4 -> OptionalInt.of(big.getInt());
      default -> OptionalInt.empty();
    };
  }

  /// Text, without its closing zero byte.
  public Optional<String> text(int type) {
    return bytes(type)
        .map(bytes -> {
          int length = 0;
          while (length < bytes.length && bytes[length] != 0) {
            length++;
          }
          return new String(bytes, 0, length, StandardCharsets.UTF_8);
        });
  }

  private static byte[] toBytes(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /// One attribute.
  public record Element(int type, ByteBuffer value) {}

  private static final class ElementIterator implements Iterator<Element> {
    private final ByteBuffer buffer;

    ElementIterator(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public boolean hasNext() {
      if (buffer.remaining() < HEADER_SIZE) {
        return false;
      }
      int length = buffer.getShort(buffer.position()) & 0xffff;
      return length >= HEADER_SIZE && length <= buffer.remaining();
    }

    @Override
    public Element next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int start = buffer.position();
      int length = buffer.getShort() & 0xffff;
      int type = buffer.getShort() & TYPE_MASK;
      ByteBuffer value = buffer.slice(start + HEADER_SIZE, length - HEADER_SIZE);
      buffer.position(Math.min(buffer.limit(), start + ((length + 3) & ~3)));
      return new Element(type, value);
    }
  }
}
