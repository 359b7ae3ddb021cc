package havre.registryclient;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Locale;

/// A registry's refusal, in the words Docker has for it.
public final class RegistryException extends HavreException {
  private static final long serialVersionUID = 1;
  private static final int MAX_BODY = 64 * 1024;

  private final int status;
  private final String code;

  RegistryException(int status, String code, String message) {
    super(kind(status), message);
    this.status = status;
    this.code = code;
  }

  private static ErrorKind kind(int status) {
    return switch (status) {
      case 401 -> ErrorKind.UNAUTHORIZED;
      case 403 -> ErrorKind.FORBIDDEN;
      case 404 -> ErrorKind.NOT_FOUND;
      case 429 -> ErrorKind.TOO_MANY_REQUESTS;
      case 503 -> ErrorKind.UNAVAILABLE;
      default -> ErrorKind.INTERNAL;
    };
  }

  /// Reads an error answer and closes it.
  static RegistryException of(HttpResponse<InputStream> response) {
    byte[] body;
    try (InputStream in = response.body()) {
      body = in.readNBytes(MAX_BODY);
    } catch (IOException e) {
      body = new byte[0]; // the status has to say it
    }
    return of(response, body);
  }

  /// Reads an error answer: `{"errors":[{"code":…,"message":…}]}`, or whatever it is.
  static RegistryException of(HttpResponse<?> response, byte[] body) {
    RegistryException told = told(response.statusCode(), body);
    String left = response.headers().firstValue("RateLimit-Remaining").orElse("");
    return response.statusCode() != 429 || left.isEmpty()
        ? told
        : new RegistryException(
            429, told.code(), told.getMessage() + " (remaining: " + left.split(";", 2)[0] + ")");
  }

  private static RegistryException told(int status, byte[] body) {
    try {
      JsonNode first = Json.tree(body, "error").path("errors").path(0);
      String code = first.path("code").asText("");
      if (!code.isEmpty()) {
        return of(status, code, first.path("message").asText(words(code)));
      }
    } catch (HavreException e) {
      // no JSON: the status has to say it
    }
    return switch (status) {
      case 401 -> of(status, "UNAUTHORIZED", "authentication required");
      case 403 -> of(status, "DENIED", "requested access to the resource is denied");
      case 429 -> of(status, "TOOMANYREQUESTS", "too many requests");
      default -> new RegistryException(status, "", "received unexpected HTTP status: " + status);
    };
  }

  static RegistryException of(int status, String code, String message) {
    return new RegistryException(status, code, words(code) + ": " + message);
  }

  private static String words(String code) {
    return code.toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  public int status() {
    return status;
  }

  /// Such as `MANIFEST_UNKNOWN`, or empty.
  public String code() {
    return code;
  }
}
