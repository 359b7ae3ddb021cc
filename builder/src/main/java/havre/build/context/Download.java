package havre.build.context;

import static java.nio.charset.StandardCharsets.UTF_8;

import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file of a web server, whose content is read as it comes.
public final class Download implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MAX_MESSAGE = 4096;
  private static final Pattern FILE_NAME = Pattern.compile("filename=\"?([^\";/]+)\"?");
  private static final Map<Integer, String> REASONS =
      Map.of(
          400, "Bad Request",
          401, "Unauthorized",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed",
          410, "Gone",
          429, "Too Many Requests",
          500, "Internal Server Error",
          502, "Bad Gateway",
          503, "Service Unavailable");

  private final HttpClient client;
  private final URI uri;
  private final HttpResponse<InputStream> response;

  private Download(HttpClient client, URI uri, HttpResponse<InputStream> response) {
    this.client = client;
    this.uri = uri;
    this.response = response;
  }

  /// Asks for a file.
  ///
  /// @param address `http://…` or `https://…`
  /// @throws HavreException with Docker's text where the server does not give it
  public static Download open(String address) throws IOException {
    URI uri = uri(address);
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    try {
      HttpResponse<InputStream> response =
          client.send(
              HttpRequest.newBuilder(uri).timeout(PATIENCE).GET().build(),
              HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() >= 400) {
        throw refused(address, response);
      }
      return new Download(client, uri, response);
    } catch (InterruptedException e) {
      client.shutdownNow();
      Thread.currentThread().interrupt();
      throw new HavreException(ErrorKind.UNAVAILABLE, "context canceled", e);
    } catch (ConnectException e) {
      client.shutdownNow();
      throw unreachable(address, uri, e);
    } catch (IOException | RuntimeException e) {
      client.shutdownNow();
      throw e;
    }
  }

  private static URI uri(String address) {
    try {
      URI uri = new URI(address);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new HavreException(ErrorKind.INVALID, "invalid URL: " + address, e);
    }
    throw HavreException.invalid("unsupported URL scheme: " + address);
  }

  /// In Go's words.
  private static HavreException unreachable(String address, URI uri, ConnectException e) {
    boolean unknown = e.getCause() instanceof UnknownHostException || unresolved(e);
    String why =
        unknown
            ? "dial tcp: lookup " + uri.getHost() + ": no such host"
            : "dial tcp " + uri.getAuthority() + ": connect: connection refused";
    return new HavreException(
        unknown ? ErrorKind.NOT_FOUND : ErrorKind.INTERNAL, "Get \"" + address + "\": " + why, e);
  }

  private static boolean unresolved(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof java.nio.channels.UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static HavreException refused(String address, HttpResponse<InputStream> response)
      throws IOException {
    int status = response.statusCode();
    String body;
    try (InputStream in = response.body()) {
      body = new String(in.readNBytes(MAX_MESSAGE), UTF_8).strip();
    }
    return new HavreException(
        switch (status) {
          case 404 -> ErrorKind.NOT_FOUND;
          case 400 -> ErrorKind.INVALID;
          default -> ErrorKind.INTERNAL;
        },
        "failed to GET %s with status %d %s: %s"
            .formatted(address, status, REASONS.getOrDefault(status, ""), body));
  }

  /// The content, to be read once.
  public InputStream content() {
    return new FilterInputStream(response.body()) {
      @Override
      public void close() {
        Download.this.close();
      }
    };
  }

  /// When the file was last changed, if the server says so.
  public Optional<Instant> lastModified() {
    return response
        .headers()
        .firstValue("Last-Modified")
        .flatMap(text -> {
          try {
            return Optional.of(
                ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
          } catch (DateTimeException _) {
            return Optional.empty();
          }
        });
  }

  /// The name the server gives it, or else the last part of its address; empty where that ends with
  /// a slash.
  public String fileName() {
    Optional<Matcher> given =
        response
            .headers()
            .firstValue("Content-Disposition")
            .map(FILE_NAME::matcher)
            .filter(Matcher::find);
    if (given.isPresent()) {
      return given.get().group(1);
    }
    String path = uri.getPath() == null ? "" : uri.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
