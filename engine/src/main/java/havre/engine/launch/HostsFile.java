package havre.engine.launch;

import havre.engine.state.Definition;
import havre.network.Endpoint;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The text of a container's `/etc/hosts`, as Docker writes it.
final class HostsFile {
  private static final String HOST_GATEWAY = "host-gateway";
  private static final String STANDARD =
      """
      127.0.0.1\tlocalhost
      ::1\tlocalhost ip6-localhost ip6-loopback
      fe00::0\tip6-localnet
      ff00::0\tip6-mcastprefix
      ff02::1\tip6-allnodes
      ff02::2\tip6-allrouters
      """;

  private HostsFile() {}

  /// @param base the host's own file for a container in the host's network, or `null`
  static String text(
      Definition definition,
      @Nullable Endpoint endpoint,
      @Nullable String base,
      Supplier<String> hostGateway) {
    var text = new StringBuilder(base == null ? STANDARD : base);
    for (String extra : definition.spec().host().networking().extraHosts()) {
      int colon = extra.indexOf(':');
      String address = extra.substring(colon + 1);
      text.append(address.equals(HOST_GATEWAY) ? hostGateway.get() : address)
          .append('\t')
          .append(extra, 0, colon)
          .append('\n');
    }
    if (endpoint != null) {
      String names = names(definition);
      text.append(endpoint.ipv4().address()).append('\t').append(names).append('\n');
      endpoint
          .ipv6Address()
          .ifPresent(ipv6 -> text.append(ipv6.address()).append('\t').append(names).append('\n'));
    }
    return text.toString();
  }

  private static String names(Definition definition) {
    String hostname = definition.spec().config().hostname();
    String domain = definition.spec().config().domainname();
    if (!domain.isEmpty()) {
      return String.join(" ", List.of(hostname + "." + domain, hostname));
    }
    int dot = hostname.indexOf('.');
    return dot < 0 ? hostname : hostname + " " + hostname.substring(0, dot);
  }
}
