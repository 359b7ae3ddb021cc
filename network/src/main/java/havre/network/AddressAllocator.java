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
  private static final BigInteger MAX_SIZE = BigInteger.valueOf(Long.MAX_VALUE);

  private final IpPrefix subnet;
  private final long first;
  private final long count;
  private final Set<Long> taken = ConcurrentHashMap.newKeySet();
  private final AtomicLong next = new AtomicLong();

  /// An allocator for the addresses of `range`, which lies in `subnet`. The subnet's own address
  /// and IPv4's broadcast address are never given out.
  public AddressAllocator(IpPrefix subnet, IpPrefix range) {
    this.subnet = subnet.network();
    long start = this.subnet.indexOf(range.network().address()).longValueExact();
    long size = range.size().min(MAX_SIZE.subtract(BigInteger.valueOf(start))).longValueExact();
    long last = this.subnet.size().min(MAX_SIZE).longValueExact() - 1;
    this.first = Math.max(1, start);
    long end = Math.min(start + size, subnet.isIpv4() ? last : last + 1);
    this.count = Math.max(0, end - first);
  }

  public IpPrefix subnet() {
    return subnet;
  }

  /// The next free address, empty when all are taken.
  public Optional<InetAddress> allocate() {
    for (long attempt = 0; attempt < count; attempt++) {
      long offset = first + Math.floorMod(next.getAndIncrement(), count);
      if (taken.add(offset)) {
        return Optional.of(subnet.at(BigInteger.valueOf(offset)));
      }
    }
    return Optional.empty();
  }

  /// Takes a certain address, as for a gateway or after a restart.
  ///
  /// @return false when it is taken already
  public boolean reserve(InetAddress address) {
    long offset = offset(address);
    if (offset >= first && offset < first + count) {
      next.accumulateAndGet(offset - first + 1, Math::max);
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

  private long offset(InetAddress address) {
    if (!subnet.contains(address)) {
      throw new IllegalArgumentException(IpAddresses.format(address) + " is not in " + subnet);
    }
    return subnet.indexOf(address).longValueExact();
  }
}
