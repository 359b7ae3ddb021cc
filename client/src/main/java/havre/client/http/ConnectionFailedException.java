package havre.client.http;

import java.io.IOException;
import java.nio.file.AccessDeniedException;

/// Nobody answers at an engine's endpoint.
public final class ConnectionFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectionFailedException(Endpoint endpoint, IOException cause) {
    super(message(endpoint, cause), cause);
  }

  private static String message(Endpoint endpoint, IOException cause) {
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof AccessDeniedException || reason.contains("ermission denied")) {
      return "permission denied while trying to connect to the Havre daemon socket at " + endpoint;
    }
    if (cause instanceof java.net.UnknownHostException) {
      return "error during connect: lookup " + reason + ": no such host";
    }
    if (cause instanceof javax.net.ssl.SSLException) {
      return "error during connect: " + endpoint + ": " + reason;
    }
    return "Cannot connect to the Havre daemon at " + endpoint + ". Is the havred running?";
  }
}
