package havre.network;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Chooses subnets for networks from the configured pools.
public final class AddressPools {
  /// Docker's own pools for networks of one machine, then many small ones for when those have run
  /// out.
  public static final List<AddressPool> DEFAULTS =
      List.of(
          pool("172.17.0.0/16", 16),
          pool("172.18.0.0/16", 16),
          pool("172.19.0.0/16", 16),
          pool("172.20.0.0/14", 16),
          pool("172.24.0.0/14", 16),
          pool("172.28.0.0/14", 16),
          pool("192.168.0.0/16", 20),
          pool("10.128.0.0/9", 24));

  private final List<AddressPool> pools;

  public AddressPools(List<AddressPool> pools) {
    this.pools = List.copyOf(pools);
  }

  /// The first subnet that overlaps none of those in use: other networks' and the host's routes.
  public Optional<IpPrefix> choose(Collection<IpPrefix> inUse) {
    for (AddressPool pool : pools) {
      IpPrefix candidate = new IpPrefix(pool.base().address(), pool.size());
      while (pool.base().contains(candidate)) {
        Optional<IpPrefix> clash = overlapping(candidate, inUse);
        if (clash.isEmpty()) {
          return Optional.of(candidate);
        }
        candidate = after(candidate, clash.get());
      }
    }
    return Optional.empty();
  }

  private static Optional<IpPrefix> overlapping(IpPrefix candidate, Collection<IpPrefix> inUse) {
    return inUse.stream().filter(candidate::overlaps).findFirst();
  }

  /// The next subnet of the candidate's size that lies behind the clash.
  private static IpPrefix after(IpPrefix candidate, IpPrefix clash) {
    IpPrefix wider = clash.length() < candidate.length() ? clash.network() : candidate;
    return new IpPrefix(wider.at(wider.size()), candidate.length());
  }

  private static AddressPool pool(String base, int size) {
    return new AddressPool(IpPrefix.parse(base), size);
  }
}
