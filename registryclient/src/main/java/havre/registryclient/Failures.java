package havre.registryclient;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;

/// Failures of the network in the words of Go's HTTP client, which Docker's users know.
final class Failures {
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private Failures() {}

  /// @param method such as `GET`
  static HavreException of(String method, URI uri, IOException cause) {
    String verb = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
    return new HavreException(
        ErrorKind.INTERNAL, "%s \"%s\": %s".formatted(verb, uri, reason(uri, cause)), cause);
  }

  static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? HTTPS : HTTP;
  }

  private static String reason(URI uri, IOException cause) {
    String host = uri.getHost();
    if (isUnresolved(cause)) {
      return "dial tcp: lookup " + host + ": no such host";
    }
    return switch (cause) {
      case ConnectException _ ->
          "dial tcp %s:%d: connect: connection refused".formatted(host, port(uri));
      case HttpConnectTimeoutException _ ->
          "dial tcp %s:%d: i/o timeout".formatted(host, port(uri));
      case HttpTimeoutException _ ->
          "net/http: request canceled (Client.Timeout exceeded while awaiting headers)";
      case SSLException e -> tls(String.valueOf(e.getMessage()));
      default -> Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
    };
  }

  private static boolean isUnresolved(IOException cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException || at instanceof UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private static String tls(String message) {
    if (message.contains("plaintext connection") || message.contains("SSL/TLS record")) {
      return "http: server gave HTTP response to HTTPS client";
    }
    if (message.contains("unable to find valid certification path")) {
      return "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    }
    return "tls: " + message;
  }
}
