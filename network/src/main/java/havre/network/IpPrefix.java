package havre.network;

import havre.common.HavreException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;

/// An IP address with a prefix length: a subnet, or an interface's address in its subnet.
public record IpPrefix(InetAddress address, int length) {

  public IpPrefix {
    if (length < 0 || length > address.getAddress().length * Byte.SIZE) {
      throw HavreException.invalid(
          "invalid CIDR address: " + IpAddresses.format(address) + "/" + length);
    }
  }

  /// Reads `172.17.0.1/16`.
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw HavreException.invalid("invalid CIDR address: " + text);
    }
    try {
      int length = Integer.parseInt(text.substring(slash + 1));
      return new IpPrefix(IpAddresses.parse(text.substring(0, slash)), length);
    } catch (NumberFormatException e) {
      throw new HavreException(havre.common.ErrorKind.INVALID, "invalid CIDR address: " + text, e);
    }
  }

  /// How many bits an address of this family has.
  public int bits() {
    return address.getAddress().length * Byte.SIZE;
  }

  public boolean isIpv4() {
    return bits() == Integer.SIZE;
  }

  /// The same subnet with all bits after the prefix zero.
  public IpPrefix network() {
    return new IpPrefix(IpAddresses.of(first(), address), length);
  }

  /// The number of addresses, the network's own and the broadcast address included.
  public BigInteger size() {
    return BigInteger.ONE.shiftLeft(bits() - length);
  }

  /// The address with this number within the subnet; 0 is the network's own.
  public InetAddress at(BigInteger index) {
    return IpAddresses.of(first().add(index), address);
  }

  /// The number of an address within the subnet.
  public BigInteger indexOf(InetAddress member) {
    return IpAddresses.number(member).subtract(first());
  }

  public boolean contains(InetAddress other) {
    if (other.getAddress().length != address.getAddress().length) {
      return false;
    }
    BigInteger index = indexOf(other);
    return index.signum() >= 0 && index.compareTo(size()) < 0;
  }

  public boolean contains(IpPrefix other) {
    return other.length >= length && contains(other.address);
  }

  /// Whether the two have an address in common.
  public boolean overlaps(IpPrefix other) {
    return length <= other.length ? contains(other.address) : other.contains(address);
  }

  /// The last address: IPv4's broadcast address.
  public InetAddress last() {
    return at(size().subtract(BigInteger.ONE));
  }

  private BigInteger first() {
    return IpAddresses.number(address).shiftRight(bits() - length).shiftLeft(bits() - length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpPrefix that
        && length == that.length
        && Arrays.equals(address.getAddress(), that.address.getAddress());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(address.getAddress()) + length;
  }

  @Override
  public String toString() {
    return IpAddresses.format(address) + "/" + length;
  }
}
