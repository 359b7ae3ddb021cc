package havre.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Private keys in PEM. The JDK reads PKCS #8 only; older tools write RSA keys as PKCS #1, which
/// PKCS #8 merely wraps (RFC 5208, 5; RFC 8017, A.1.2).
final class PemKeys {
  private static final Pattern PKCS1 =
      Pattern.compile(
          "-----BEGIN RSA PRIVATE KEY-----(.*?)-----END RSA PRIVATE KEY-----", Pattern.DOTALL);

  /// INTEGER 0; SEQUENCE { OBJECT IDENTIFIER rsaEncryption, NULL }.
  private static final byte[] VERSION_AND_ALGORITHM = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private PemKeys() {}

  /// The same key as PKCS #8; anything but a PKCS #1 key comes back as it is.
  static byte[] toPkcs8(byte[] pem) {
    Matcher matcher = PKCS1.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!matcher.find() || matcher.group(1).contains("Proc-Type")) {
      return pem;
    }
    byte[] key = Base64.getMimeDecoder().decode(matcher.group(1));
    var inner = new ByteArrayOutputStream();
    inner.writeBytes(VERSION_AND_ALGORITHM);
    inner.writeBytes(element(OCTET_STRING, key));
    return ("-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(element(SEQUENCE, inner.toByteArray()))
            + "\n-----END PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] element(int tag, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else if (content.length < 0x100) {
      out.write(0x81);
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }
}
