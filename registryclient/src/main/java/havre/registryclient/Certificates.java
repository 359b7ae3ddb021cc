package havre.registryclient;

import havre.common.HavreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

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
      List<Path> authorities = files.stream().filter(f -> f.toString().endsWith(".crt")).toList();
      return context(new Endpoint.Tls(verified, authorities, clients(files)));
    } catch (IOException | GeneralSecurityException e) {
      throw HavreException.internal(
          "could not use the certificates in " + folder.resolve(host) + ": " + e.getMessage(), e);
    }
  }

  /// The same from files that are named.
  ///
  /// @throws HavreException naming the file that can't be used
  static SSLContext of(Endpoint.Tls tls) {
    try {
      return context(tls);
    } catch (IOException | GeneralSecurityException e) {
      throw HavreException.internal("could not use the certificates: " + e.getMessage(), e);
    }
  }

  private static SSLContext context(Endpoint.Tls tls) throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    TrustManager[] trusted =
        tls.verified() ? trusted(tls.authorities()) : new TrustManager[] {new TrustsAll()};
    context.init(keys(tls.clients()), trusted, null);
    return context;
  }

  private List<Path> files(String host) {
    Path own = folder.resolve(host);
    if (!own.normalize().startsWith(folder) || !Files.isDirectory(own)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(own)) {
      return all.filter(file -> !file.toString().endsWith(".toml")).sorted().toList();
    } catch (IOException e) {
      throw HavreException.internal("could not read " + own + ": " + e.getMessage(), e);
    }
  }

  private static TrustManager[] trusted(List<Path> authorities)
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
    for (Path file : authorities) {
      for (Certificate authority : certificates(file)) {
        store.setCertificateEntry("own-" + store.size(), authority);
      }
    }
    factory.init(store);
    return factory.getTrustManagers();
  }

  /// Each `.cert` with its `.key`.
  private static List<Endpoint.ClientFiles> clients(List<Path> files) throws IOException {
    var clients = new ArrayList<Endpoint.ClientFiles>();
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
        clients.add(new Endpoint.ClientFiles(file, key));
      }
    }
    return clients;
  }

  private static KeyManager[] keys(List<Endpoint.ClientFiles> clients)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    for (Endpoint.ClientFiles client : clients) {
      store.setKeyEntry(
          "client-" + store.size(),
          PrivateKeyFile.read(client.key()),
          NO_PASSWORD,
          certificates(client.certificate()).toArray(Certificate[]::new));
    }
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  /// What a PEM file holds beside certificates, as its key, is passed over.
  private static List<Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    byte[] content = Files.readAllBytes(file);
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (text.contains("PRIVATE KEY-----")) {
      var only = new StringBuilder();
      Matcher matcher = CERTIFICATE.matcher(text);
      while (matcher.find()) {
        only.append(matcher.group()).append('\n');
      }
      content = only.toString().getBytes(StandardCharsets.ISO_8859_1);
    }
    var in = new ByteArrayInputStream(content);
    return new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }
}
