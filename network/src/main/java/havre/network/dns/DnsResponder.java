package havre.network.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers questions by a zone, or by those whom the zone asks.
final class DnsResponder {
  private static final String REVERSE_IPV4 = ".in-addr.arpa";
  private static final String REVERSE_IPV6 = ".ip6.arpa";
  private static final int IPV4_LABELS = 4;
  private static final int IPV6_LABELS = 32;
  private static final int HEXADECIMAL = 16;

  private final Zone zone;
  private final Forwarder forwarder;

  DnsResponder(Zone zone, Forwarder forwarder) {
    this.zone = zone;
    this.forwarder = forwarder;
  }

  /// The answer that needs nobody else; null when others must be asked.
  ///
  /// @param limit how long it may be
  byte @Nullable [] ownAnswer(DnsQuery query, int limit) {
    if (query.questionClass() != DnsQuery.CLASS_IN) {
      return null;
    }
    if (query.type() == DnsQuery.TYPE_PTR) {
      List<String> names = reverse(query.name()).map(zone::names).orElse(List.of());
      return names.isEmpty() ? null : DnsReply.pointers(query, names, limit);
    }
    Optional<List<InetAddress>> addresses = zone.addresses(query.name());
    if (addresses.isEmpty()) {
      return null;
    }
    boolean forAddress = query.type() == DnsQuery.TYPE_A || query.type() == DnsQuery.TYPE_AAAA;
    return forAddress ? DnsReply.addresses(query, addresses.get(), limit) : DnsReply.nothing(query);
  }

  /// The answer of others; that nobody can tell when they don't.
  byte[] othersAnswer(DnsQuery query, boolean tcp) {
    return forwarder.ask(query, zone.upstream(), tcp).orElseGet(() -> DnsReply.failure(query));
  }

  /// The address that a name of a reverse look-up means.
  private static Optional<InetAddress> reverse(String name) {
    boolean ipv4 = name.endsWith(REVERSE_IPV4);
    if (!ipv4 && !name.endsWith(REVERSE_IPV6)) {
      return Optional.empty();
    }
    String digits =
        name.substring(0, name.length() - (ipv4 ? REVERSE_IPV4 : REVERSE_IPV6).length());
    List<String> labels = Arrays.asList(digits.split("\\.")).reversed();
    try {
      if (ipv4 && labels.size() == IPV4_LABELS) {
        var bytes = new byte[IPV4_LABELS];
        for (int i = 0; i < IPV4_LABELS; i++) {
          bytes[i] = (byte) Integer.parseInt(labels.get(i));
        }
        return Optional.of(InetAddress.getByAddress(bytes));
      }
      if (!ipv4 && labels.size() == IPV6_LABELS) {
        var bytes = new byte[HEXADECIMAL];
        for (int i = 0; i < IPV6_LABELS; i++) {
          int digit = Integer.parseInt(labels.get(i), HEXADECIMAL);
          bytes[i / 2] |= (byte) (i % 2 == 0 ? digit << 4 : digit);
        }
        return Optional.of(InetAddress.getByAddress(bytes));
      }
    } catch (NumberFormatException | UnknownHostException _) {
      return Optional.empty(); // somebody asks for something else
    }
    return Optional.empty();
  }
}
