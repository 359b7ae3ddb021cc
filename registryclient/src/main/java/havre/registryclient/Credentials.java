package havre.registryclient;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Who asks a registry; empty for nobody in particular.
///
/// @param identityToken a refresh token in the place of a password, or empty
/// @param registryToken a bearer token that is sent as it is, or empty
public record Credentials(
    String username, String password, String identityToken, String registryToken) {
  public static final Credentials NONE = new Credentials("", "", "", "");

  public boolean isNone() {
    return username.isEmpty() && identityToken.isEmpty() && registryToken.isEmpty();
  }

  boolean hasPassword() {
    return !username.isEmpty() && !password.isEmpty();
  }

  String basic() {
    byte[] both = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  @Override
  public String toString() {
    return "Credentials[" + username + "]"; // no secret in a log
  }
}
