package havre.runtime.holder;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A step's operands being written.
final class Operands {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Operands u32(int value) {
    bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).order(ORDER).putInt(value).array());
    return this;
  }

  Operands u64(long value) {
    bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).order(ORDER).putLong(value).array());
    return this;
  }

  Operands bytes(byte[] value) {
    u32(value.length);
    bytes.writeBytes(value);
    return this;
  }

  Operands string(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a NUL in " + value.replace("\0", "\\0"));
    }
    bytes(value.getBytes(StandardCharsets.UTF_8));
    bytes.write(0);
    return this;
  }

  Operands list(List<String> values) {
    u32(values.size());
    values.forEach(this::string);
    return this;
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
