package havre.network;

import havre.common.HavreException;

/// A range of addresses from which networks take their subnets (`--default-address-pool`).
///
/// @param base the range, `172.20.0.0/14`
/// @param size the prefix length of each subnet
public record AddressPool(IpPrefix base, int size) {

  public AddressPool {
    base = base.network();
    if (size < base.length() || size > base.bits()) {
      throw HavreException.invalid("invalid default address pool: " + base + " size " + size);
    }
  }
}
