package havre.registryclient;

import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The HTTP client for each host: one for all that need nothing of their own, and one for each
/// insecure host and each with certificates of its own. Thread-safe.
final class HttpClients implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(15);

  private final Hosts hosts;
  private final Certificates certificates;
  private final ProxySelector proxies;
  private final HttpClient common;
  private final Map<String, HttpClient> own = new ConcurrentHashMap<>();
  private final Map<Endpoint.Tls, HttpClient> configured = new ConcurrentHashMap<>();

  HttpClients(Hosts hosts, Certificates certificates, ProxySelector proxies) {
    this.hosts = hosts;
    this.certificates = certificates;
    this.proxies = proxies;
    this.common = client(null);
  }

  HttpClient of(URI uri) {
    if (!"https".equals(uri.getScheme())) {
      return common;
    }
    String host = uri.getAuthority();
    return own.computeIfAbsent(host, this::made);
  }

  /// The client for an endpoint; what it leads elsewhere is asked as any other host.
  HttpClient of(URI uri, @Nullable Endpoint endpoint) {
    if (endpoint == null || endpoint.tls() == null || !Wire.sameOrigin(uri, endpoint.root())) {
      return of(uri);
    }
    return configured.computeIfAbsent(endpoint.tls(), files -> client(Certificates.of(files)));
  }

  private HttpClient made(String host) {
    SSLContext context = certificates.of(host, !hosts.isInsecure(host));
    return context == null ? common : client(context);
  }

  private HttpClient client(@Nullable SSLContext context) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .version(
                HttpClient.Version.HTTP_1_1) // layers of one pull come on connections of their own
            .proxy(proxies);
    return context == null ? builder.build() : builder.sslContext(context).build();
  }

  @Override
  public void close() {
    common.shutdownNow();
    own.values().forEach(HttpClient::shutdownNow);
    configured.values().forEach(HttpClient::shutdownNow);
  }
}
