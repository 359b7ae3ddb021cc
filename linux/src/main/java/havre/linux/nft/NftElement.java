package havre.linux.nft;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An element of a set or map, as the bytes of the packet registers.
///
/// @param value empty for an element of a set
public record NftElement(byte[] key, byte[] value) {
  private static final int REGISTER = 4;
  private static final int INTERFACE_NAME_LENGTH = 16;

  /// An element of a set.
  public static NftElement of(byte[] key) {
    return new NftElement(key, new byte[0]);
  }

  /// Values one after the other, each filled up to whole registers.
  public static byte[] concatenate(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += padded(part.length);
    }
    ByteBuffer result = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      result.put(part).position(padded(result.position()));
    }
    return result.array();
  }

  /// A port in network order.
  public static byte[] port(int port) {
    return new byte[] {(byte) (port >> Byte.SIZE), (byte) port};
  }

  /// A protocol's number.
  public static byte[] protocol(int number) {
    return new byte[] {(byte) number};
  }

  /// The name of an interface, filled up with zeroes.
  public static byte[] interfaceName(String name) {
    return Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), INTERFACE_NAME_LENGTH);
  }

  private static int padded(int length) {
    return (length + REGISTER - 1) / REGISTER * REGISTER;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NftElement that
        && Arrays.equals(key, that.key)
        && Arrays.equals(value, that.value);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
  }
}
