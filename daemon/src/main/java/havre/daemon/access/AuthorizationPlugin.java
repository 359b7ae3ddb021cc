package havre.daemon.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import havre.client.http.ConnectionFailedException;
import havre.client.http.Endpoint;
import havre.client.http.HttpClient;
import havre.client.http.HttpRequest;
import havre.client.http.HttpResponse;
import havre.common.ErrorKind;
import havre.common.HavreException;
import java.io.IOException;

/// A program that allows or denies calls, asked by Docker's authorization protocol on its socket. A
/// plugin that cannot be asked denies.
final class AuthorizationPlugin implements AutoCloseable {
  private static final String CONTENT_TYPE = "application/vnd.docker.plugins.v1.1+json";

  private final ObjectMapper mapper = new ObjectMapper();
  private final String name;
  private final HttpClient client;

  AuthorizationPlugin(String name, Endpoint endpoint) {
    this.name = name;
    this.client = new HttpClient(endpoint);
  }

  /// Makes sure that it answers and does authorize.
  void activate() {
    try {
      for (JsonNode kind : call("/Plugin.Activate", mapper.createObjectNode()).path("Implements")) {
        if (kind.asText().equals("authz")) {
          return;
        }
      }
    } catch (IOException | ConnectionFailedException e) {
      throw failed(e);
    }
    throw HavreException.invalid(
        "error looking up authorization plugin " + name + ": it does not implement authz");
  }

  /// @throws HavreException FORBIDDEN when the plugin denies, INTERNAL when it cannot be asked
  void checkRequest(ObjectNode question) {
    check("/AuthZPlugin.AuthZReq", question);
  }

  /// As [#checkRequest], for the answer.
  void checkResponse(ObjectNode question) {
    check("/AuthZPlugin.AuthZRes", question);
  }

  private void check(String path, ObjectNode question) {
    JsonNode answer;
    try {
      answer = call(path, question);
    } catch (IOException | ConnectionFailedException e) {
      throw failed(e);
    }
    if (!answer.path("Err").asText().isEmpty()) {
      throw HavreException.internal(
          "plugin %s failed with error: %s".formatted(name, answer.path("Err").asText()), null);
    }
    if (!answer.path("Allow").asBoolean()) {
      throw new HavreException(
          ErrorKind.FORBIDDEN,
          "authorization denied by plugin %s: %s".formatted(name, answer.path("Msg").asText()));
    }
  }

  private HavreException failed(Exception cause) {
    return HavreException.internal(
        "plugin %s failed with error: %s".formatted(name, cause.getMessage()), cause);
  }

  private JsonNode call(String path, ObjectNode question) throws IOException {
    HttpRequest request =
        new HttpRequest("POST", path)
            .header("Accept", CONTENT_TYPE)
            .body(CONTENT_TYPE, mapper.writeValueAsBytes(question));
    try (HttpResponse response = client.exchange(request)) {
      String text = response.text();
      if (response.status() != 200) {
        throw new IOException("status " + response.status() + ": " + text);
      }
      return mapper.readTree(text);
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
