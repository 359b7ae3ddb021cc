package havre.registryclient;

import havre.common.HavreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The certificates of each registry, as Docker keeps them: in `certs.d/<host[:port]>` every `.crt`
/// is an authority that is trusted too, and every `.cert` with its `.key` a client's certificate.
final class Certificates {
  private static final char[] NO_PASSWORD = {};

  private final Path folder;

  Certificates(Path folder) {
    this.folder = folder;
  }

  /// What a host needs that is not everybody's; null where that is nothing.
  ///
  /// @param verified whether the server's certificate must be one that is trusted
  /// @throws HavreException naming the file that can't be used
  @Nullable SSLContext of(String host, boolean verified) {
    List<Path> files = files(host);
    if (files.isEmpty() && verified) {
      return null;
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trusted = verified ? trusted(files) : new TrustManager[] {new TrustsAll()};
      context.init(keys(files), trusted, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw HavreException.internal(
          "could not use the certificates in " + folder.resolve(host) + ": " + e.getMessage(), e);
    }
  }

  private List<Path> files(String host) {
    Path own = folder.resolve(host);
    if (!own.normalize().startsWith(folder) || !Files.isDirectory(own)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(own)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw HavreException.internal("could not read " + own + ": " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trusted(List<Path> files)
      throws IOException, GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore store = empty();
    factory.init((KeyStore) null);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        for (Certificate issuer : x509.getAcceptedIssuers()) {
          store.setCertificateEntry("system-" + store.size(), issuer);
        }
      }
    }
    for (Path file : files) {
      if (file.toString().endsWith(".crt")) {
        for (Certificate authority : certificates(file)) {
          store.setCertificateEntry("own-" + store.size(), authority);
        }
      }
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(List<Path> files) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    for (Path file : files) {
      String name = file.getFileName().toString();
      if (name.endsWith(".cert")) {
        String stem = name.substring(0, name.length() - ".cert".length());
        Path key = file.resolveSibling(stem + ".key");
        if (!Files.exists(key)) {
          throw new IOException(
              "missing key "
                  + stem
                  + ".key for client certificate "
                  + name
                  + "."
                  + " CA certificates must use the extension .crt");
        }
        store.setKeyEntry(
            stem,
            PrivateKeyFile.read(key),
            NO_PASSWORD,
            certificates(file).toArray(Certificate[]::new));
      }
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static List<Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
    }
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
