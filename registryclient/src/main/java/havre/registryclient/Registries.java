package havre.registryclient;

import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.reference.ImageReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All registries there are. A registry on this machine's loopback, by name or address as written,
/// may be spoken to without TLS; so may those configured. Thread-safe.
public final class Registries implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final int REDIRECTS = 10;
  private static final Set<String> SECRETS = Set.of("authorization");
  private static final String HUB = "registry-1.docker.io";

  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();
  private final Set<String> insecure;
  private final Map<String, String> schemes = new ConcurrentHashMap<>();

  /// @param insecure `host[:port]` of registries that need no TLS
  public Registries(List<String> insecure) {
    this.insecure = Set.copyOf(insecure);
  }

  /// One repository of a registry.
  ///
  /// @param actions `pull` or `pull,push`
  public Repository repository(ImageReference name, Credentials credentials, String actions) {
    String host = host(name.domain());
    return new Repository(
        this,
        URI.create(scheme(host) + "://" + host),
        name,
        new Authorization(this, credentials, "repository:" + name.path() + ":" + actions));
  }

  /// Checks credentials.
  ///
  /// @throws HavreException UNAUTHORIZED when the registry refuses them
  public void login(String server, Credentials credentials) {
    String bare = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    String host = host(bare.isEmpty() || bare.equals("index.docker.io") ? "docker.io" : bare);
    URI uri = URI.create(scheme(host) + "://" + host + "/v2/");
    var authorization = new Authorization(this, credentials, "");
    HttpResponse<InputStream> answer = authorization.send(uri, HttpRequest.newBuilder(uri).GET());
    drain(answer);
    if (answer.statusCode() != 200) {
      throw new HavreException(
          ErrorKind.UNAUTHORIZED,
          "login attempt to %s failed with status: %d Unauthorized"
              .formatted(uri, answer.statusCode()));
    }
  }

  private static String host(String domain) {
    return domain.equals(ImageReference.DEFAULT_DOMAIN) ? HUB : domain;
  }

  /// `https`, or `http` where that is allowed and nothing else answers.
  private String scheme(String host) {
    String known = schemes.get(host);
    if (known != null) {
      return known;
    }
    String scheme = isInsecure(host) && !speaksTls(host) ? "http" : "https";
    schemes.put(host, scheme);
    return scheme;
  }

  private boolean isInsecure(String host) {
    String name = host.replaceFirst(":[0-9]+$", "");
    return insecure.contains(host)
        || name.equals("localhost")
        || name.matches("127\\.[0-9]+\\.[0-9]+\\.[0-9]+")
        || name.equals("[::1]");
  }

  private boolean speaksTls(String host) {
    URI uri = URI.create("https://" + host + "/v2/");
    try {
      drain(
          http.send(
              HttpRequest.newBuilder(uri).timeout(CONNECT).build(),
              HttpResponse.BodyHandlers.ofInputStream()));
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Sends a request and follows redirects, of which no other host learns secrets.
  HttpResponse<InputStream> send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(ANSWER).build();
    try {
      for (int i = 0; i < REDIRECTS; i++) {
        HttpResponse<InputStream> answer =
            http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        String place = answer.headers().firstValue("Location").orElse("");
        boolean redirected = answer.statusCode() / 100 == 3 && answer.statusCode() != 304;
        if (!redirected || place.isEmpty() || !request.method().matches("GET|HEAD")) {
          return answer;
        }
        drain(answer);
        request = redirect(request, request.uri().resolve(place));
      }
    } catch (ConnectException e) {
      throw new HavreException(
          ErrorKind.INTERNAL,
          "Get \"%s\": dial tcp %s: connect: connection refused"
              .formatted(request.uri(), request.uri().getAuthority()),
          e);
    } catch (IOException e) {
      throw new HavreException(
          ErrorKind.INTERNAL, "Get \"%s\": %s".formatted(request.uri(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "context canceled", e);
    }
    throw new HavreException(
        ErrorKind.INTERNAL,
        "Get \"%s\": stopped after %d redirects".formatted(request.uri(), REDIRECTS));
  }

  private static HttpRequest redirect(HttpRequest old, URI place) {
    if (!"https".equals(place.getScheme()) && "https".equals(old.uri().getScheme())) {
      throw new HavreException(
          ErrorKind.INTERNAL, "redirect from https to " + place + " is not followed");
    }
    boolean same =
        place.getAuthority() != null && place.getAuthority().equals(old.uri().getAuthority());
    HttpRequest.Builder next = HttpRequest.newBuilder(place).timeout(ANSWER);
    old.headers()
        .map()
        .forEach((name, values) -> {
          if (same || !SECRETS.contains(name.toLowerCase(java.util.Locale.ROOT))) {
            values.forEach(value -> next.header(name, value));
          }
        });
    return next.method(old.method(), HttpRequest.BodyPublishers.noBody()).build();
  }

  static void drain(HttpResponse<InputStream> answer) {
    try (InputStream body = answer.body()) {
      body.skip(64 * 1024);
    } catch (IOException e) {
      // nobody wants it
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
