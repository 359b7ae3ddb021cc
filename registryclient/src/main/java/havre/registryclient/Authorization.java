package havre.registryclient;

import havre.common.HavreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Requests to one registry in somebody's name: answers its challenge, by name and password or by a
/// token, and tries again what may succeed later. Thread-safe.
final class Authorization {
  private final Wire wire;
  private final URI base;
  private final Credentials credentials;
  private final String scope;
  private volatile @Nullable String header;

  /// @param base where the credentials may go
  /// @param scope what a token must allow, empty for nothing but logging in
  Authorization(Wire wire, URI base, Credentials credentials, String scope) {
    this.wire = wire;
    this.base = base;
    this.credentials = credentials;
    this.scope = scope;
    this.header =
        credentials.registryToken().isEmpty() ? null : "Bearer " + credentials.registryToken();
  }

  URI base() {
    return base;
  }

  /// Sends a request; any status may come back.
  ///
  /// @param request its body must be one that can be sent twice
  /// @throws HavreException when the registry can't be reached
  HttpResponse<InputStream> send(String method, URI uri, HttpRequest.Builder request) {
    for (int attempt = 0; ; attempt++) {
      boolean last = attempt == Retries.ATTEMPTS - 1;
      try {
        HttpResponse<InputStream> answer = once(method, uri, request);
        if (!Retries.isPassing(answer.statusCode()) || last) {
          return answer;
        }
        Wire.drain(answer);
        Retries.await(Retries.pause(answer, attempt));
      } catch (ConnectException | Wire.RedirectException | javax.net.ssl.SSLException e) {
        throw Failures.of(method, uri, e);
      } catch (IOException e) {
        if (last || Thread.currentThread().isInterrupted()) {
          throw Failures.of(method, uri, e);
        }
        pause(method, uri, attempt);
      }
    }
  }

  private static void pause(String method, URI uri, int attempt) {
    try {
      Retries.await(Retries.pause(attempt));
    } catch (IOException e) {
      throw Failures.of(method, uri, e);
    }
  }

  /// Sends a request a single time, answering no more than a challenge.
  HttpResponse<InputStream> once(String method, URI uri, HttpRequest.Builder request)
      throws IOException {
    boolean ours = Wire.sameOrigin(base, uri);
    String known = ours ? header : null;
    HttpResponse<InputStream> answer = wire.send(request, uri, known);
    if (answer.statusCode() != 401 || !ours) {
      return answer;
    }
    String answered =
        answer(
            method,
            uri,
            Challenge.parse(answer.headers().firstValue("WWW-Authenticate").orElse("")));
    if (answered == null || answered.equals(known)) {
      return answer;
    }
    Wire.drain(answer);
    header = answered;
    return wire.send(request, uri, answered);
  }

  private @Nullable String answer(String method, URI uri, Challenge challenge) throws IOException {
    return switch (challenge.scheme()) {
      case "basic" -> {
        if (!credentials.hasPassword()) {
          String verb = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
          throw new NoCredentialsException("%s \"%s\": ".formatted(verb, uri));
        }
        yield credentials.basic();
      }
      case "bearer" -> "Bearer " + new Tokens(wire, credentials).fetch(base, challenge, scope);
      default -> null;
    };
  }
}
