package havre.api.images;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import havre.api.Call;
import havre.api.Json;
import havre.common.HavreException;
import havre.registryclient.Credentials;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What clients send in `X-Registry-Auth`, for each registry in `X-Registry-Config`, and to
/// `/auth`.
public record RegistryAuth(
    @Nullable String username,
    @Nullable String password,
    @Nullable String auth,
    @JsonProperty("identitytoken") @Nullable String identityToken,
    @JsonProperty("registrytoken") @Nullable String registryToken,
    @JsonProperty("serveraddress") @Nullable String serverAddress) {
  private static final String HUB = "docker.io";

  Credentials credentials() {
    return new Credentials(
        Objects.requireNonNullElse(username, ""),
        Objects.requireNonNullElse(password, ""),
        Objects.requireNonNullElse(identityToken, ""),
        Objects.requireNonNullElse(registryToken, ""));
  }

  /// The credentials of the `X-Registry-Auth` header; none where there is none.
  static Credentials of(Call call) {
    String header = call.header("X-Registry-Auth");
    if (header == null || header.isEmpty()) {
      return Credentials.NONE;
    }
    try {
      RegistryAuth dto = Json.mapper().readValue(decoded(header), RegistryAuth.class);
      return dto == null ? Credentials.NONE : dto.credentials();
    } catch (IllegalArgumentException | IOException e) {
      return Credentials.NONE; // as Docker, which then asks without
    }
  }

  /// As [#of], but the header must be there, or in its place a body as clients of the first API
  /// versions send it.
  static Credentials required(Call call) throws IOException {
    String header = call.header("X-Registry-Auth");
    if (header != null && !header.isEmpty()) {
      return of(call);
    }
    byte[] body = call.body().readAllBytes();
    if (body.length == 0) {
      throw refused("EOF");
    }
    try {
      RegistryAuth dto = Json.mapper().readValue(body, RegistryAuth.class);
      return dto == null ? Credentials.NONE : dto.credentials();
    } catch (IOException e) {
      throw refused(e.getMessage());
    }
  }

  private static HavreException refused(@Nullable String why) {
    return HavreException.invalid(
        "bad parameters and missing X-Registry-Auth: invalid X-Registry-Auth header: " + why);
  }

  String server() {
    return Objects.requireNonNullElse(serverAddress, "");
  }

  /// The credentials of the `X-Registry-Config` header by the registry's domain.
  public static Map<String, Credentials> byDomain(Call call) {
    String header = call.header("X-Registry-Config");
    var all = new HashMap<String, Credentials>();
    if (header == null || header.isEmpty()) {
      return all;
    }
    try {
      @Nullable Map<String, RegistryAuth> read =
          Json.mapper()
              .readValue(decoded(header), new TypeReference<Map<String, RegistryAuth>>() {});
      if (read == null) { // "null", as Docker's own client writes an empty map
        return all;
      }
      read.forEach((server, auth) -> {
        if (auth != null) {
          all.put(domain(server), auth.credentials());
        }
      });
    } catch (IllegalArgumentException | IOException e) {
      // As Docker, which then asks without.
    }
    return all;
  }

  private static byte[] decoded(String header) {
    return Base64.getUrlDecoder().decode(header.strip().replace('+', '-').replace('/', '_'));
  }

  /// `https://index.docker.io/v1/` is how clients name Docker's own.
  private static String domain(String server) {
    String host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    return host.equals("index.docker.io") || host.equals("registry-1.docker.io") ? HUB : host;
  }
}
