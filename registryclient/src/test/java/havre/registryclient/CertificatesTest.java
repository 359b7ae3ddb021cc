package havre.registryclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import havre.common.HavreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registry with a certificate that nobody else trusts, and that wants one of its clients.
class CertificatesTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path once;
  private static KeyStore keys;

  @TempDir Path folder;

  private HttpsServer server;
  private Path own;

  @BeforeEach
  void start() throws Exception {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("client", keys.getCertificate("one"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
    own = Files.createDirectories(folder.resolve("certs.d").resolve(host()));
    String certificate = pem("CERTIFICATE", keys.getCertificate("one").getEncoded());
    Files.writeString(own.resolve("ca.crt"), certificate);
    Files.writeString(own.resolve("client.cert"), certificate);
    Files.writeString(
        own.resolve("client.key"), pem("PRIVATE KEY", keys.getKey("one", PASSWORD).getEncoded()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @BeforeAll
  static void makeKeys() throws Exception {
    Path file = once.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "one",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes());
    assertThat(keytool.waitFor()).as(said).isZero();
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
  }

  private static String pem(String kind, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }

  private String host() {
    return "localhost:" + server.getAddress().getPort();
  }

  private int status(SSLContext context) throws IOException, InterruptedException {
    HttpClient.Builder builder = HttpClient.newBuilder();
    try (HttpClient client =
        context == null ? builder.build() : builder.sslContext(context).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://" + host() + "/v2/")).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private Certificates certificates() {
    return new Certificates(folder.resolve("certs.d"));
  }

  @Test
  void trustsItsAuthorityAndShowsItsOwn() throws Exception {
    assertThat(status(certificates().of(host(), true))).isEqualTo(200);
    assertThat(status(certificates().of(host(), false))).isEqualTo(200);
  }

  @Test
  void takesFilesThatAreNamed() throws Exception {
    Path both = folder.resolve("both.pem");
    Files.writeString(
        both,
        Files.readString(own.resolve("client.key")) + Files.readString(own.resolve("ca.crt")));
    var clients = List.of(new Endpoint.ClientFiles(both, both));
    assertThat(status(Certificates.of(new Endpoint.Tls(true, List.of(both), clients))))
        .isEqualTo(200);
    assertThat(status(Certificates.of(new Endpoint.Tls(false, List.of(), clients)))).isEqualTo(200);
    SSLContext untrusting = Certificates.of(new Endpoint.Tls(true, List.of(), clients));
    assertThatThrownBy(() -> status(untrusting)).isInstanceOf(IOException.class);
  }

  @Test
  void trustsNobodyWithoutThem() {
    assertThat(certificates().of("elsewhere.example", true)).isNull();
    assertThatThrownBy(() -> status(null)).isInstanceOf(IOException.class);
  }

  @Test
  void tellsOfAMissingKey() throws Exception {
    Files.delete(own.resolve("client.key"));
    assertThatThrownBy(() -> certificates().of(host(), true))
        .isInstanceOf(HavreException.class)
        .hasMessageContaining("missing key client.key for client certificate client.cert");
  }

  @Test
  void looksNowhereElse() {
    assertThat(certificates().of("../certs.d/" + host() + "/../..", true)).isNull();
  }
}
