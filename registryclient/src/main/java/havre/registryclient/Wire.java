package havre.registryclient;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sends requests and follows redirects; credentials go to the host they are for and to no other.
/// Thread-safe.
final class Wire {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_REDIRECTS = 10;
  private static final int DRAINED = 64 * 1024;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpClients clients;
  private final @Nullable Endpoint endpoint;

  Wire(HttpClients clients) {
    this(clients, null);
  }

  private Wire(HttpClients clients, @Nullable Endpoint endpoint) {
    this.clients = clients;
    this.endpoint = endpoint;
  }

  /// The wire to an endpoint, with what is configured for it.
  Wire to(Endpoint configured) {
    return new Wire(clients, configured);
  }

  /// @param builder its body must be one that can be sent twice
  /// @param authorization the header for the first host, null for none
  HttpResponse<InputStream> send(
      HttpRequest.Builder builder, URI uri, @Nullable String authorization) throws IOException {
    URI at = uri;
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      HttpRequest.Builder request = builder.copy().uri(at);
      if (request.build().timeout().isEmpty()) {
        request.timeout(TIMEOUT);
      }
      if (authorization != null && sameOrigin(at, uri)) {
        request.setHeader("Authorization", authorization);
      }
      if (endpoint != null && sameOrigin(at, endpoint.root())) {
        addHeaders(request, endpoint.headers());
      }
      HttpResponse<InputStream> response = sendOnce(request.build());
      String method = response.request().method();
      if (!REDIRECTS.contains(response.statusCode())
          || !method.equals("GET") && !method.equals("HEAD")) {
        return response;
      }
      drain(response);
      at = target(at, response.headers().firstValue("Location").orElse(""));
    }
    throw new RedirectException("stopped after " + MAX_REDIRECTS + " redirects");
  }

  /// What is configured stands in the place of what would be sent else.
  private static void addHeaders(
      HttpRequest.Builder request, Map<String, List<String>> configured) {
    configured.forEach((name, values) -> {
      for (int i = 0; i < values.size(); i++) {
        if (i == 0) {
          request.setHeader(name, values.get(i));
        } else {
          request.header(name, values.get(i));
        }
      }
    });
  }

  /// A redirect that leads nowhere; asking again would not help.
  static final class RedirectException extends IOException {
    private static final long serialVersionUID = 1L;

    RedirectException(String message) {
      super(message);
    }
  }

  private HttpResponse<InputStream> sendOnce(HttpRequest request) throws IOException {
    try {
      return new TimedResponse(
          clients
              .of(request.uri(), endpoint)
              .send(request, HttpResponse.BodyHandlers.ofInputStream()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var interrupted = new InterruptedIOException("context canceled");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private static URI target(URI from, String location) throws RedirectException {
    URI target;
    try {
      target = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new RedirectException("malformed redirect to \"" + location + "\"");
    }
    boolean web = "https".equals(target.getScheme()) || "http".equals(target.getScheme());
    boolean downgrade = "https".equals(from.getScheme()) && "http".equals(target.getScheme());
    if (location.isEmpty() || !web || downgrade || target.getHost() == null) {
      throw new RedirectException("refused redirect to \"" + location + "\"");
    }
    return target;
  }

  static boolean sameOrigin(URI one, URI other) {
    return String.valueOf(one.getScheme()).equals(other.getScheme())
        && String.valueOf(one.getHost()).equals(other.getHost())
        && Failures.port(one) == Failures.port(other);
  }

  /// Reads the little that is left of an answer, so that its connection can be used again.
  static void drain(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      body.readNBytes(DRAINED);
    } catch (IOException e) {
      // nobody wants it
    }
  }
}
