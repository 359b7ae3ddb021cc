package havre.registryclient;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.json.Json;

/// A registry's refusal.
public final class RegistryException extends HavreException {
  private static final long serialVersionUID = 1;

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
      default -> ErrorKind.INTERNAL;
    };
  }

  /// Reads an error answer: `{"errors":[{"code":…,"message":…}]}`, or whatever it is.
  static RegistryException of(int status, byte[] body, String request) {
    try {
      JsonNode first = Json.tree(body, "error").path("errors").path(0);
      String code = first.path("code").asText("");
      if (!code.isEmpty()) {
        String words = code.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return new RegistryException(
            status, code, words + ": " + first.path("message").asText(words));
      }
    } catch (HavreException e) {
      // no JSON: the status has to say it
    }
    return new RegistryException(
        status, "", "received unexpected HTTP status: " + status + " for " + request);
  }

  public int status() {
    return status;
  }

  /// Such as `MANIFEST_UNKNOWN`, or empty.
  public String code() {
    return code;
  }
}
