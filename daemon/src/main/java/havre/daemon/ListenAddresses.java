package havre.daemon;

import havre.daemon.config.Configuration;
import havre.daemon.config.OptionException;
import havre.transport.ListenAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where `-H` says to listen: `unix://PATH`, `unix://`, `tcp://HOST:PORT`, `HOST:PORT`.
final class ListenAddresses {
  static final String DEFAULT_SOCKET = "/run/havre.sock";
  private static final int PLAIN_PORT = 2375;
  private static final int TLS_PORT = 2376;

  private ListenAddresses() {}

  static List<ListenAddress> of(Configuration configuration) {
    List<String> hosts = configuration.list("host");
    var addresses = new ArrayList<ListenAddress>();
    for (String host : hosts.isEmpty() ? List.of("unix://" + DEFAULT_SOCKET) : hosts) {
      addresses.add(parse(host.strip(), configuration));
    }
    return List.copyOf(addresses);
  }

  /// Where `--metrics-addr` says to serve metrics.
  static Optional<ListenAddress> metrics(Configuration configuration) {
    String text = configuration.text("metrics-addr");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|\\]$", "");
      return Optional.of(new ListenAddress.Tcp(host.isEmpty() ? "0.0.0.0" : host, port, null));
    } catch (NumberFormatException e) {
      throw new OptionException("invalid metrics-addr: " + text);
    }
  }

  private static ListenAddress parse(String host, Configuration configuration) {
    int scheme = host.indexOf("://");
    String protocol = scheme < 0 ? "tcp" : host.substring(0, scheme);
    String rest = scheme < 0 ? host : host.substring(scheme + "://".length());
    return switch (protocol) {
      case "unix" -> {
        String group = configuration.text("group");
        yield new ListenAddress.UnixSocket(
            Path.of(rest.isEmpty() ? DEFAULT_SOCKET : rest), group.isEmpty() ? null : group);
      }
      case "tcp" -> tcp(host, rest, configuration);
      default -> throw new OptionException("invalid bind address format: " + host);
    };
  }

  private static ListenAddress tcp(String host, String rest, Configuration configuration) {
    ListenAddress.@Nullable TlsFiles tls = tlsOf(configuration);
    int colon = rest.lastIndexOf(':');
    boolean hasPort = colon >= 0 && rest.indexOf(']', colon) < 0;
    String name = hasPort ? rest.substring(0, colon) : rest;
    int port = tls == null ? PLAIN_PORT : TLS_PORT;
    if (hasPort && colon + 1 < rest.length()) {
      try {
        port = Integer.parseInt(rest.substring(colon + 1));
      } catch (NumberFormatException e) {
        throw new OptionException("invalid bind address format: " + host);
      }
    }
    if (name.startsWith("[") && name.endsWith("]")) {
      name = name.substring(1, name.length() - 1);
    }
    return new ListenAddress.Tcp(name.isEmpty() ? "127.0.0.1" : name, port, tls);
  }

  private static ListenAddress.@Nullable TlsFiles tlsOf(Configuration configuration) {
    boolean verify = configuration.isOn("tlsverify");
    if (!verify && !configuration.isOn("tls")) {
      return null;
    }
    String certificate = configuration.text("tlscert");
    String key = configuration.text("tlskey");
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new OptionException("TLS needs --tlscert and --tlskey");
    }
    return new ListenAddress.TlsFiles(
        Path.of(certificate),
        Path.of(key),
        verify ? Path.of(configuration.text("tlscacert")) : null);
  }
}
