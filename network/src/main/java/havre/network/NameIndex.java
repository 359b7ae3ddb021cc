package havre.network;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The names in one network, without regard to case: made anew when it is asked after a change, so
/// that a question costs the same among many containers as among few. Any number of threads may use
/// it.
final class NameIndex {
  private final AtomicLong changes = new AtomicLong();
  private volatile Known known = new Known(-1, Map.of());

  /// @param change the number of changes that were seen
  private record Known(long change, Map<String, Set<InetAddress>> addresses) {}

  /// To be called after each change of the network's endpoints.
  void changed() {
    changes.incrementAndGet();
  }

  /// The addresses of those who are called so.
  Set<InetAddress> find(String name, Collection<Endpoint> endpoints) {
    Known now = known;
    long change = changes.get();
    if (now.change() != change) {
      now = new Known(change, index(List.copyOf(endpoints)));
      known = now;
    }
    return now.addresses().getOrDefault(name.toLowerCase(Locale.ROOT), Set.of());
  }

  private static Map<String, Set<InetAddress>> index(List<Endpoint> endpoints) {
    var index = new HashMap<String, Set<InetAddress>>();
    for (Endpoint endpoint : endpoints) {
      List<InetAddress> addresses =
          endpoint.addresses().stream().map(one -> IpAddresses.parse(one.address())).toList();
      for (String name : endpoint.dnsNames()) {
        index
            .computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new LinkedHashSet<>())
            .addAll(addresses);
      }
    }
    return index;
  }
}
