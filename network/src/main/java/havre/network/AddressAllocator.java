package havre.network;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Gives out the addresses of one subnet, each to one holder at a time.
///
/// It goes round the range: a freed address comes back only after all others, so that nobody
/// reaches a new container with what they remember of an old one. Any number of threads may use it;
/// there is no lock.
public final class AddressAllocator {
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int POINT_TO_POINT = 31;

  private final IpPrefix subnet;
  private final BigInteger first;
  private final long count;
  private final Set<BigInteger> taken = ConcurrentHashMap.newKeySet();
  private final AtomicLong next = new AtomicLong();

  /// An allocator for the addresses of `range`, which lies in `subnet`. The subnet's own address
  /// and IPv4's broadcast address are never given out, but where a subnet has no others.
  public AddressAllocator(IpPrefix subnet, IpPrefix range) {
    this.subnet = subnet.network();
    boolean pair = subnet.isIpv4() && subnet.length() >= POINT_TO_POINT;
    BigInteger start = this.subnet.indexOf(range.network().address());
    this.first = pair ? start : start.max(BigInteger.ONE);
    BigInteger size = this.subnet.size();
    BigInteger last = subnet.isIpv4() && !pair ? size.subtract(BigInteger.ONE) : size;
    BigInteger end = start.add(range.size()).min(last);
    this.count = end.subtract(first).max(BigInteger.ZERO).min(LARGEST).longValueExact();
  }

  public IpPrefix subnet() {
    return subnet;
  }

  /// The next free address, empty when all are taken.
  public Optional<InetAddress> allocate() {
    for (long attempt = 0; attempt < count; attempt++) {
      BigInteger offset =
          first.add(BigInteger.valueOf(Math.floorMod(next.getAndIncrement(), count)));
      if (taken.add(offset)) {
        return Optional.of(subnet.at(offset));
      }
    }
    return Optional.empty();
  }

  /// Takes a certain address, as for a gateway or after a restart.
  ///
  /// @return false when it is taken already
  public boolean reserve(InetAddress address) {
    BigInteger offset = offset(address);
    BigInteger place = offset.subtract(first);
    if (place.signum() >= 0 && place.compareTo(BigInteger.valueOf(count)) < 0) {
      next.accumulateAndGet(place.longValueExact() + 1, Math::max);
    }
    return taken.add(offset);
  }

  /// Takes a certain address, as a user wishes it; the others are given out as before.
  ///
  /// @return false when it is taken already
  public boolean take(InetAddress address) {
    return taken.add(offset(address));
  }

  /// Frees an address; one that is free already is left so.
  public void release(InetAddress address) {
    taken.remove(offset(address));
  }

  private BigInteger offset(InetAddress address) {
    if (!subnet.contains(address)) {
      throw new IllegalArgumentException(IpAddresses.format(address) + " is not in " + subnet);
    }
    return subnet.indexOf(address);
  }
}
