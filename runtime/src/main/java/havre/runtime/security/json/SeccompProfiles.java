package havre.runtime.security.json;

import havre.runtime.security.SeccompProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Where profiles come from: the built-in one, and the text that `--security-opt seccomp=` brings.
public final class SeccompProfiles {
  private static final String DEFAULT = "docker-default.json";

  private SeccompProfiles() {}

  /// Docker's default profile.
  public static SeccompProfile dockerDefault() {
    try (var in =
        Objects.requireNonNull(SeccompProfiles.class.getResourceAsStream(DEFAULT), DEFAULT)) {
      return new SeccompProfileReader().read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads a profile.
  ///
  /// @throws havre.common.HavreException INVALID, saying what is wrong with it
  public static SeccompProfile parse(String json) {
    return new SeccompProfileReader().read(json.getBytes(StandardCharsets.UTF_8));
  }
}
