package havre.daemon.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.transport.Response;
import java.util.Map;

/// The answer to a call that may not be.
final class Refusal {
  private static final int FORBIDDEN = 403;
  private static final int FAILED = 500;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Refusal() {}

  static void send(Response response, HavreException reason) {
    try {
      byte[] body =
          MAPPER.writeValueAsBytes(Map.of("message", String.valueOf(reason.getMessage())));
      response.send(
          reason.kind() == ErrorKind.FORBIDDEN ? FORBIDDEN : FAILED, "application/json", body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a map of strings is always JSON
    }
  }
}
