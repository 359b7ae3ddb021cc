package havre.common;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The digest of some content, `sha256:` followed by 64 lower-case hexadecimal digits (OCI image
/// specification, descriptor.md, "Digests").
public record Digest(String algorithm, String hex) {
  private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SHA512_HEX = Pattern.compile("[0-9a-f]{128}");

  public Digest {
    boolean valid =
        switch (algorithm) {
          case "sha256" -> SHA256_HEX.matcher(hex).matches();
          case "sha512" -> SHA512_HEX.matcher(hex).matches();
          default -> throw HavreException.invalid("unsupported digest algorithm: " + algorithm);
        };
    if (!valid) {
      throw HavreException.invalid("invalid checksum digest format");
    }
  }

  /// Reads `algorithm:hex`.
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw HavreException.invalid("invalid checksum digest format");
    }
    return new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  public static Digest sha256(byte[] content) {
    return of(newSha256().digest(content));
  }

  /// The digest whose 32 bytes a SHA-256 computation gave.
  public static Digest of(byte[] sha256) {
    return new Digest("sha256", HexFormat.of().formatHex(sha256));
  }

  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
