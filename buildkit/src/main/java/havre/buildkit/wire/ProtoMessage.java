package havre.buildkit.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A received message: values by field number. A field that is missing has its type's zero value,
/// as proto3 says.
public final class ProtoMessage {
  /// A message without fields.
  public static final ProtoMessage EMPTY = new ProtoMessage(Map.of());

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED_32 = 5;
  private static final int LONGEST_VARINT = 10;

  private final Map<Integer, List<Object>> fields;

  private ProtoMessage(Map<Integer, List<Object>> fields) {
    this.fields = fields;
  }

  /// @throws MalformedMessageException when the bytes are no message
  public static ProtoMessage parse(byte[] bytes) {
    var fields = new HashMap<Integer, List<Object>>();
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      long number = tag >>> 3;
      if (number == 0 || number >= 1 << 29) {
        throw new MalformedMessageException("a field numbered " + number);
      }
      Object value =
          switch ((int) (tag & 7)) {
            case VARINT -> varint(in);
            case FIXED_64 -> take(in, Long.BYTES).getLong();
            case FIXED_32 -> (long) take(in, Integer.BYTES).getInt();
            case LENGTH -> content(in, varint(in));
            default -> throw new MalformedMessageException("wire type " + (tag & 7));
          };
      fields.computeIfAbsent((int) number, _ -> new ArrayList<>()).add(value);
    }
    return new ProtoMessage(fields);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      byte next = take(in, 1).get();
      value |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new MalformedMessageException("an endless number");
  }

  private static ByteBuffer take(ByteBuffer in, int count) {
    if (in.remaining() < count) {
      throw new MalformedMessageException("cut off");
    }
    return in;
  }

  private static byte[] content(ByteBuffer in, long length) {
    if (length < 0 || length > in.remaining()) {
      throw new MalformedMessageException("cut off");
    }
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  public boolean has(int field) {
    return fields.containsKey(field);
  }

  public long number(int field) {
    return last(field) instanceof Long value ? value : 0;
  }

  public boolean bool(int field) {
    return number(field) != 0;
  }

  public byte[] bytes(int field) {
    return last(field) instanceof byte[] value ? value.clone() : new byte[0];
  }

  public String string(int field) {
    return last(field) instanceof byte[] value ? text(value) : "";
  }

  /// The message in that field, [#EMPTY] when it is missing.
  public ProtoMessage message(int field) {
    return last(field) instanceof byte[] value ? parse(value) : EMPTY;
  }

  public List<String> strings(int field) {
    return all(field, ProtoMessage::text);
  }

  public List<ProtoMessage> messages(int field) {
    return all(field, ProtoMessage::parse);
  }

  /// A map of strings to strings, in the order received.
  public Map<String, String> stringMap(int field) {
    var map = new LinkedHashMap<String, String>();
    messages(field).forEach(entry -> map.put(entry.string(1), entry.string(2)));
    return map;
  }

  /// A map of strings to messages, in the order received.
  public Map<String, ProtoMessage> messageMap(int field) {
    var map = new LinkedHashMap<String, ProtoMessage>();
    messages(field).forEach(entry -> map.put(entry.string(1), entry.message(2)));
    return map;
  }

  /// A map of strings to bytes, in the order received.
  public Map<String, byte[]> bytesMap(int field) {
    var map = new LinkedHashMap<String, byte[]>();
    messages(field).forEach(entry -> map.put(entry.string(1), entry.bytes(2)));
    return map;
  }

  private <T> List<T> all(int field, Function<byte[], T> as) {
    var values = new ArrayList<T>();
    for (Object value : fields.getOrDefault(field, List.of())) {
      if (value instanceof byte[] bytes) {
        values.add(as.apply(bytes));
      }
    }
    return List.copyOf(values);
  }

  private @Nullable Object last(int field) {
    List<Object> values = fields.get(field);
    return values == null ? null : values.getLast();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
