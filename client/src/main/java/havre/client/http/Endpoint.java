package havre.client.http;

import org.jspecify.annotations.Nullable;

/// Where an engine listens: `unix:///path`, `tcp://host:port` or, with TLS, the latter again.
public sealed interface Endpoint {
  Endpoint DEFAULT = new Unix("/run/havre.sock");

  /// A socket in the file system.
  record Unix(String path) implements Endpoint {
    @Override
    public String toString() {
      return "unix://" + path;
    }
  }

  /// A TCP port, spoken to in the clear when `tls` is null.
  record Tcp(String host, int port, @Nullable TlsFiles tls) implements Endpoint {
    @Override
    public String toString() {
      return "tcp://" + host + ":" + port;
    }
  }

  /// Reads a host as `-H` and `DOCKER_HOST` take it.
  ///
  /// @throws IllegalArgumentException with Docker's text for what isn't one
  static Endpoint parse(String host, @Nullable TlsFiles tls) {
    int scheme = host.indexOf("://");
    if (scheme < 0) {
      if (host.startsWith("/")) {
        return new Unix(host);
      }
      return host.startsWith("unix") || host.isEmpty() ? unparsable(host) : tcp(host, tls);
    }
    String rest = host.substring(scheme + 3);
    return switch (host.substring(0, scheme)) {
      case "unix" -> new Unix(rest.isEmpty() ? ((Unix) DEFAULT).path() : rest);
      case "tcp", "http", "https" -> tcp(rest, tls);
      default -> unparsable(host);
    };
  }

  private static Endpoint tcp(String address, @Nullable TlsFiles tls) {
    int slash = address.indexOf('/');
    String authority = slash < 0 ? address : address.substring(0, slash);
    int colon = authority.lastIndexOf(':');
    if (colon > authority.lastIndexOf(']')) {
      String host = authority.substring(0, colon);
      try {
        int port = Integer.parseInt(authority.substring(colon + 1));
        return new Tcp(unbracket(host.isEmpty() ? "127.0.0.1" : host), port, tls);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("invalid bind address (" + address + "): " + e, e);
      }
    }
    return new Tcp(
        unbracket(authority.isEmpty() ? "127.0.0.1" : authority), tls == null ? 2375 : 2376, tls);
  }

  private static String unbracket(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static Endpoint unparsable(String host) {
    throw new IllegalArgumentException("invalid bind address format: " + host);
  }
}
