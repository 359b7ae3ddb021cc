package havre.images.trust;

import havre.common.HavreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A public key by which signatures are told to be somebody's.
///
/// @param algorithm of its signatures, in Java's words
record SigningKey(PublicKey key, String algorithm) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----");
  private static final Map<String, String> ALGORITHMS =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "Ed25519", "Ed25519");

  /// @throws HavreException INVALID naming the file
  static SigningKey read(Path file) {
    try {
      return parse(Files.readString(file, StandardCharsets.ISO_8859_1), file.toString());
    } catch (IOException e) {
      throw HavreException.invalid("could not read the key " + file + ": " + e.getMessage());
    }
  }

  /// @param pem the key as `cosign generate-key-pair` writes it
  /// @param what names it in the error's text
  static SigningKey parse(String pem, String what) {
    Matcher block = BLOCK.matcher(pem);
    if (block.find()) {
      try {
        var der = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(block.group(1)));
        for (Map.Entry<String, String> each : ALGORITHMS.entrySet()) {
          try {
            PublicKey key = KeyFactory.getInstance(each.getKey()).generatePublic(der);
            return new SigningKey(key, each.getValue());
          } catch (InvalidKeySpecException e) {
            continue; // it is another algorithm's
          }
        }
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        throw HavreException.invalid(what + " holds no public key: " + e.getMessage());
      }
    }
    throw HavreException.invalid(what + " holds no public key (PEM, of ECDSA, RSA or Ed25519)");
  }

  boolean hasSigned(byte[] content, byte[] signature) {
    try {
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(key);
      verifying.update(content);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false; // what is no signature at all has not signed it either
    }
  }
}
