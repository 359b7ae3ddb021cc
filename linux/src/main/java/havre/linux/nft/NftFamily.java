package havre.linux.nft;

/// The protocol family of a table.
public enum NftFamily {
  IP(2, 16, 4),
  IP6(10, 24, 16),
  /// Both, for tables whose rules look at no address.
  INET(1, 0, 0);

  private final int number;
  private final int destinationOffset;
  private final int addressLength;

  NftFamily(int number, int destinationOffset, int addressLength) {
    this.number = number;
    this.destinationOffset = destinationOffset;
    this.addressLength = addressLength;
  }

  /// The address family's number.
  public int number() {
    return number;
  }

  /// Bytes of an address.
  public int addressLength() {
    return addressLength;
  }

  /// Where the destination address lies in the network header; the source is right before it.
  int destinationOffset() {
    return destinationOffset;
  }

  int sourceOffset() {
    return destinationOffset - addressLength;
  }
}
