package havre.registryclient;

import com.fasterxml.jackson.databind.JsonNode;
import havre.common.ErrorKind;
import havre.common.HavreException;
import havre.oci.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/// Fetches bearer tokens (distribution's spec/auth/token.md and oauth.md).
final class Tokens {
  private static final int MAX_ANSWER = 1024 * 1024;

  private final Wire wire;
  private final Credentials credentials;

  Tokens(Wire wire, Credentials credentials) {
    this.wire = wire;
    this.credentials = credentials;
  }

  /// @param base the registry's address; where it has TLS, the token server must have it too
  /// @param scope what the token must allow; empty for what the challenge says
  String fetch(URI base, Challenge challenge, String scope) throws IOException {
    URI realm = realm(base, challenge);
    String wanted = scope.isEmpty() ? challenge.parameter("scope") : scope;
    HttpResponse<InputStream> response =
        credentials.identityToken().isEmpty()
            ? byGet(realm, challenge, wanted)
            : byPost(realm, challenge, wanted);
    try (InputStream in = response.body()) {
      byte[] body = in.readNBytes(MAX_ANSWER);
      if (response.statusCode() != 200) {
        throw response.statusCode() == 401
            ? new RegistryException(
                401, "UNAUTHORIZED", "unauthorized: incorrect username or password")
            : RegistryException.of(response, body);
      }
      JsonNode json = Json.tree(body, "token");
      String token = json.path("token").asText(json.path("access_token").asText(""));
      if (token.isEmpty()) {
        throw new HavreException(
            ErrorKind.INTERNAL, "authorization server did not include a token in the response");
      }
      return token;
    }
  }

  private static URI realm(URI base, Challenge challenge) {
    URI realm;
    try {
      realm = URI.create(challenge.parameter("realm"));
    } catch (IllegalArgumentException e) {
      throw HavreException.internal("invalid token auth challenge realm: " + e.getMessage(), e);
    }
    if (realm.getHost() == null) {
      throw new HavreException(ErrorKind.INTERNAL, "no realm specified for token auth challenge");
    }
    if ("https".equals(base.getScheme()) && !"https".equals(realm.getScheme())) {
      throw new HavreException(ErrorKind.INTERNAL, "refused token realm without TLS: " + realm);
    }
    return realm;
  }

  private HttpResponse<InputStream> byGet(URI realm, Challenge challenge, String scope)
      throws IOException {
    var query = new StringBuilder();
    add(query, "service", challenge.parameter("service"));
    add(query, "scope", scope);
    if (credentials.hasPassword()) {
      add(query, "account", credentials.username());
    }
    String text = realm.toString();
    return wire.send(
        HttpRequest.newBuilder().GET(),
        URI.create(text + (text.contains("?") ? "&" : "?") + query),
        credentials.hasPassword() ? credentials.basic() : null);
  }

  private HttpResponse<InputStream> byPost(URI realm, Challenge challenge, String scope)
      throws IOException {
    var form = new StringBuilder();
    add(form, "grant_type", "refresh_token");
    add(form, "refresh_token", credentials.identityToken());
    add(form, "client_id", "docker");
    add(form, "service", challenge.parameter("service"));
    add(form, "scope", scope);
    return wire.send(
        HttpRequest.newBuilder()
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form.toString())),
        realm,
        null);
  }

  private static void add(StringBuilder form, String name, String value) {
    if (!value.isEmpty()) {
      form.append(form.isEmpty() ? "" : "&")
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
