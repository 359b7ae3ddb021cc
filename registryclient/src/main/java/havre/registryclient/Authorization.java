package havre.registryclient;

import com.fasterxml.jackson.databind.JsonNode;
import havre.oci.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers a registry's challenge, by name and password or by a token (distribution's
/// spec/auth/token.md). Thread-safe.
final class Authorization {
  private static final Pattern PARAMETER = Pattern.compile("([a-zA-Z_]+)=\"([^\"]*)\"");
  private static final int MAX_TOKEN = 1024 * 1024;

  private final Registries registries;
  private final Credentials credentials;
  private final String scope;
  private volatile @Nullable String header;

  Authorization(Registries registries, Credentials credentials, String scope) {
    this.registries = registries;
    this.credentials = credentials;
    this.scope = scope;
    this.header =
        credentials.registryToken().isEmpty() ? null : "Bearer " + credentials.registryToken();
  }

  /// Sends a request; where it is challenged, once more with what the challenge asks for.
  ///
  /// @param request its body must be one that can be sent twice
  HttpResponse<InputStream> send(URI uri, HttpRequest.Builder request) {
    String known = header;
    if (known != null) {
      request.setHeader("Authorization", known);
    }
    HttpResponse<InputStream> answer = registries.send(request);
    if (answer.statusCode() != 401) {
      return answer;
    }
    String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
    String answered = answer(challenge);
    if (answered == null || answered.equals(known)) {
      return answer;
    }
    Registries.drain(answer);
    header = answered;
    return registries.send(request.setHeader("Authorization", answered));
  }

  private @Nullable String answer(String challenge) {
    String scheme = challenge.split(" ", 2)[0].toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "basic" -> credentials.username().isEmpty() ? null : credentials.basic();
      case "bearer" -> bearer(parameters(challenge));
      default -> null;
    };
  }

  private static Map<String, String> parameters(String challenge) {
    var parameters = new HashMap<String, String>();
    Matcher matcher = PARAMETER.matcher(challenge);
    while (matcher.find()) {
      parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
    }
    return parameters;
  }

  private @Nullable String bearer(Map<String, String> challenge) {
    String realm = challenge.get("realm");
    if (realm == null) {
      return null;
    }
    var query = new StringBuilder(realm.contains("?") ? "&" : "?");
    query.append("service=").append(encoded(challenge.getOrDefault("service", "")));
    String wanted = scope.isEmpty() ? challenge.getOrDefault("scope", "") : scope;
    if (!wanted.isEmpty()) {
      query.append("&scope=").append(encoded(wanted));
    }
    if (!credentials.username().isEmpty()) {
      query.append("&account=").append(encoded(credentials.username()));
    }
    URI uri = URI.create(realm + query);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).GET();
    if (!credentials.username().isEmpty()) {
      request.setHeader("Authorization", credentials.basic());
    }
    HttpResponse<InputStream> answer = registries.send(request);
    try (InputStream body = answer.body()) {
      byte[] bytes = body.readNBytes(MAX_TOKEN);
      if (answer.statusCode() != 200) {
        throw RegistryException.of(answer.statusCode(), bytes, uri.toString());
      }
      JsonNode json = Json.tree(bytes, "token");
      String token = json.path("token").asText(json.path("access_token").asText(""));
      return "Bearer " + token;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
