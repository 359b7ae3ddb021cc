package havre.client.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// A wire over TLS with a client certificate.
final class TlsWire implements Wire {
  private static final char[] NO_PASSWORD = {};

  private final SSLSocket socket;
  private final InputStream in;
  private final OutputStream out;

  private TlsWire(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  static TlsWire connect(String host, int port, TlsFiles files) throws IOException {
    try {
      var socket = (SSLSocket) context(files).getSocketFactory().createSocket(host, port);
      if (files.verify()) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      return new TlsWire(socket);
    } catch (GeneralSecurityException e) {
      throw new IOException("failed to set up TLS: " + e.getMessage(), e);
    }
  }

  private static SSLContext context(TlsFiles files) throws GeneralSecurityException, IOException {
    var own = KeyStore.getInstance("PKCS12");
    own.load(null, NO_PASSWORD);
    if (Files.exists(files.certificate())) {
      Certificate[] chain = certificates(files.certificate()).toArray(Certificate[]::new);
      own.setKeyEntry(
          "client",
          privateKey(files.key(), chain[0].getPublicKey().getAlgorithm()),
          NO_PASSWORD,
          chain);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    var context = SSLContext.getInstance("TLS");
    context.init(
        keys.getKeyManagers(),
        files.verify() ? trusted(files.ca()) : new TrustManager[] {new TrustAll()},
        null);
    return context;
  }

  private static TrustManager[] trusted(Path ca) throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    int index = 0;
    for (Certificate certificate : certificates(ca)) {
      store.setCertificateEntry("ca" + index++, certificate);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    return trust.getTrustManagers();
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  private static PrivateKey privateKey(Path file, String algorithm)
      throws GeneralSecurityException, IOException {
    var base64 = new StringBuilder();
    boolean inside = false;
    for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
      if (line.startsWith("-----BEGIN PRIVATE KEY")) {
        inside = true;
      } else if (line.startsWith("-----END")) {
        inside = false;
      } else if (inside) {
        base64.append(line.strip());
      }
    }
    if (base64.isEmpty()) {
      throw new IOException(file + " holds no unencrypted PKCS #8 private key");
    }
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64.toString())));
  }

  @Override
  public InputStream in() {
    return in;
  }

  @Override
  public OutputStream out() {
    return out;
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// For `--tls` without `--tlsverify`: encrypted, but whoever answers is believed.
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

    @Override
    public void checkClientTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
