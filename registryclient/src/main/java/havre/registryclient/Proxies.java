package havre.registryclient;

import havre.common.HavreException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which proxy a request goes through, by the rules of Go's `ProxyFromEnvironment`: never one for
/// loopback, nor for what `no-proxy` names.
///
/// @param http the proxy for plain requests, empty for none
/// @param https the proxy for TLS, empty for none
/// @param none hosts, domains (`.example.org`) and addresses that are reached without, by commas
public record Proxies(String http, String https, String none) {
  public static final Proxies DIRECT = new Proxies("", "", "");

  private static final int DEFAULT_PORT = 80;

  ProxySelector selector() {
    InetSocketAddress plain = address(http);
    InetSocketAddress tls = address(https);
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        InetSocketAddress proxy = "https".equals(uri.getScheme()) ? tls : plain;
        return List.of(
            proxy == null || isDirect(uri) ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, proxy));
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
    };
  }

  private static @Nullable InetSocketAddress address(String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() != null) {
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        return InetSocketAddress.createUnresolved(uri.getHost(), port);
      }
    } catch (IllegalArgumentException e) {
      throw HavreException.invalid("invalid proxy address: " + text);
    }
    throw HavreException.invalid("invalid proxy address: " + text);
  }

  private boolean isDirect(URI uri) {
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    if (new Hosts(List.of()).isInsecure(host)) {
      return true; // loopback
    }
    for (String entry : none.toLowerCase(Locale.ROOT).split(",")) {
      String rule = entry.strip();
      if (rule.equals("*") || rule.equals(host) || rule.equals(host + ":" + Failures.port(uri))) {
        return true;
      }
      String domain = rule.startsWith("*.") ? rule.substring(1) : rule;
      String suffix = domain.startsWith(".") ? domain : "." + domain;
      if (!domain.isEmpty()
          && (host.endsWith(suffix) || new Hosts(List.of(rule)).isInsecure(host))) {
        return true;
      }
    }
    return false;
  }
}
