package havre.network;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Remembers which of the host's ports the engine has published, on which address.
///
/// Other programs' ports are seen by binding ([PortReservation]). Any number of threads may use it.
final class PortAllocator {
  private final Map<Key, Set<String>> taken = new ConcurrentHashMap<>();
  private final int firstEphemeral;
  private final int ephemeralCount;
  private final AtomicInteger next = new AtomicInteger();

  PortAllocator(int firstEphemeral, int lastEphemeral) {
    this.firstEphemeral = firstEphemeral;
    this.ephemeralCount = lastEphemeral - firstEphemeral + 1;
  }

  /// Takes a port on an address; `0.0.0.0` and `::` stand for all of their family.
  ///
  /// @return false when it is taken there already
  boolean take(Protocol protocol, String address, int port) {
    var done = new boolean[1];
    taken.compute(
        new Key(protocol, port),
        (_, addresses) -> {
          Set<String> others = addresses == null ? Set.of() : addresses;
          if (others.stream().anyMatch(other -> clash(other, address))) {
            return addresses;
          }
          var all = new HashSet<>(others);
          all.add(address);
          done[0] = true;
          return all;
        });
    return done[0];
  }

  void release(Protocol protocol, String address, int port) {
    taken.computeIfPresent(new Key(protocol, port), (_, addresses) -> without(addresses, address));
  }

  /// The next port of the ephemeral range to try.
  int nextEphemeral() {
    return firstEphemeral + Math.floorMod(next.getAndIncrement(), ephemeralCount);
  }

  int ephemeralCount() {
    return ephemeralCount;
  }

  private static @Nullable Set<String> without(Set<String> addresses, String address) {
    var rest = new HashSet<>(addresses);
    rest.remove(address);
    return rest.isEmpty() ? null : rest;
  }

  private static boolean clash(String one, String other) {
    boolean sameFamily = isIpv6(one) == isIpv6(other);
    return sameFamily && (one.equals(other) || isAny(one) || isAny(other));
  }

  static boolean isAny(String address) {
    return address.equals("0.0.0.0") || address.equals("::");
  }

  static boolean isIpv6(String address) {
    return address.indexOf(':') >= 0;
  }

  private record Key(Protocol protocol, int port) {}
}
