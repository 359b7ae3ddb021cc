package havre.buildkit.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/// Writes a message. Zero values are left out, as proto3 says, but not from repeated fields.
public final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int LENGTH = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public ProtoWriter number(int field, long value) {
    if (value != 0) {
      varint((long) field << 3 | VARINT);
      varint(value);
    }
    return this;
  }

  public ProtoWriter bool(int field, boolean value) {
    return number(field, value ? 1 : 0);
  }

  public ProtoWriter string(int field, String value) {
    return value.isEmpty() ? this : content(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public ProtoWriter bytes(int field, byte[] value) {
    return value.length == 0 ? this : content(field, value);
  }

  /// A repeated field.
  public ProtoWriter strings(int field, Iterable<String> values) {
    values.forEach(value -> content(field, value.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  /// A message that is there, even if it has no fields. Again for each of a repeated field.
  public ProtoWriter message(int field, ProtoWriter value) {
    return content(field, value.toBytes());
  }

  public ProtoWriter stringMap(int field, Map<String, String> map) {
    map.forEach((key, value) -> message(field, new ProtoWriter().string(1, key).string(2, value)));
    return this;
  }

  /// A `google.protobuf.Timestamp`.
  public ProtoWriter time(int field, Instant time) {
    return message(
        field, new ProtoWriter().number(1, time.getEpochSecond()).number(2, time.getNano()));
  }

  public byte[] toBytes() {
    return out.toByteArray();
  }

  private ProtoWriter content(int field, byte[] value) {
    varint((long) field << 3 | LENGTH);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
