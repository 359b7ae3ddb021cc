package havre.client;

import havre.client.http.HttpResponse;
import havre.client.json.JsonObject;
import havre.client.json.JsonReader;
import java.io.IOException;

/// The end of a container, waited for.
public final class PendingExit {
  private final HttpResponse response;

  PendingExit(HttpResponse response) {
    this.response = response;
  }

  /// Blocks until the container ends.
  ///
  /// @return its exit code
  /// @throws EngineException when the engine could not wait to the end
  public int await() {
    try {
      String text = response.text();
      if (text.isBlank()) {
        throw new EngineException(500, "error waiting for container: unexpected end of JSON input");
      }
      var result = (JsonObject) JsonReader.parse(text);
      String error = result.object("Error").string("Message");
      if (!error.isEmpty()) {
        throw new EngineException(500, error);
      }
      return (int) result.number("StatusCode");
    } catch (IOException e) {
      throw Calls.broken(e);
    }
  }
}
