package havre.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/// Self-signed key pairs made by the JDK's keytool, as key stores and as PEM files.
final class KeyPairs {
  static final char[] PASSWORD = "changeit".toCharArray();
  private final Path folder;

  KeyPairs(Path folder) {
    this.folder = folder;
  }

  /// Makes `NAME.p12`, `NAME.pem` and `NAME-key.pem`.
  KeyStore make(String name) throws IOException, InterruptedException, GeneralSecurityException {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: " + output);
    }
    KeyStore loaded = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(store)) {
      loaded.load(file, PASSWORD);
    }
    write(name + ".pem", "CERTIFICATE", loaded.getCertificate("k").getEncoded());
    write(name + "-key.pem", "PRIVATE KEY", loaded.getKey("k", PASSWORD).getEncoded());
    return loaded;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  void write(String name, String label, byte[] der) throws IOException {
    Files.write(
        file(name),
        List.of(
            "-----BEGIN " + label + "-----",
            Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der),
            "-----END " + label + "-----"));
  }
}
