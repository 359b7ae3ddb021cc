package havre.linux.nft;

import java.util.List;

/// The types of keys and values of sets and maps, numbered as the `nft` program knows them so that
/// it shows them right.
public enum NftType {
  IPV4_ADDRESS(7, 4),
  IPV6_ADDRESS(8, 16),
  PROTOCOL(12, 1),
  PORT(13, 2),
  INTERFACE_NAME(41, 16);

  private static final int BITS_OF_CONCATENATED = 6;
  private static final int REGISTER = 4;

  private final int number;
  private final int length;

  NftType(int number, int length) {
    this.number = number;
    this.length = length;
  }

  /// The type of several values one after the other.
  static int number(List<NftType> types) {
    int result = 0;
    for (NftType type : types) {
      result = result << BITS_OF_CONCATENATED | type.number;
    }
    return result;
  }

  /// The bytes of several values; each starts at a register of its own.
  static int length(List<NftType> types) {
    if (types.size() == 1) {
      return types.getFirst().length;
    }
    return types.stream().mapToInt(NftType::paddedLength).sum();
  }

  int length() {
    return length;
  }

  private int paddedLength() {
    return (length + REGISTER - 1) / REGISTER * REGISTER;
  }
}
