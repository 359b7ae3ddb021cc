package havre.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n";

  @TempDir Path folder;

  @Test
  void servesOnlyClientsWithACertificateOfTheAuthority() throws Exception {
    var keys = new KeyPairs(folder);
    KeyStore server = keys.make("server");
    KeyStore friend = keys.make("friend");
    KeyStore stranger = keys.make("stranger");
    var files =
        new ListenAddress.TlsFiles(
            keys.file("server.pem"), keys.file("server-key.pem"), keys.file("friend.pem"));
    try (HttpServer running = start(files)) {
      assertThat(ask(running, server, friend)).endsWith("secret");
      assertThatThrownBy(() -> ask(running, server, stranger)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> ask(running, server, null)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void servesAnyClientWithoutAnAuthority() throws Exception {
    var keys = new KeyPairs(folder);
    KeyStore server = keys.make("server");
    var files =
        new ListenAddress.TlsFiles(keys.file("server.pem"), keys.file("server-key.pem"), null);
    try (HttpServer running = start(files)) {
      assertThat(ask(running, server, null)).endsWith("secret");
    }
  }

  @Test
  void readsKeysInTheOlderForm() throws Exception {
    var keys = new KeyPairs(folder);
    KeyStore server = keys.make("server");
    byte[] pkcs8 = server.getKey("k", KeyPairs.PASSWORD).getEncoded();
    int inner = 26; // what PKCS #8 puts before an RSA key of this length
    keys.write("old.pem", "RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, inner, pkcs8.length));
    var files = new ListenAddress.TlsFiles(keys.file("server.pem"), keys.file("old.pem"), null);
    try (HttpServer running = start(files)) {
      assertThat(ask(running, server, null)).endsWith("secret");
    }
  }

  @Test
  void namesAFileThatIsMissing() {
    var files = new ListenAddress.TlsFiles(folder.resolve("a"), folder.resolve("b"), null);
    assertThatThrownBy(() -> start(files))
        .isInstanceOf(HavreException.class)
        .hasMessageContaining(folder.resolve("a").toString());
  }

  private static HttpServer start(ListenAddress.TlsFiles files) {
    return HttpServer.start(
        List.of(new ListenAddress.Tcp("127.0.0.1", 0, files)),
        (_, response) -> response.send(200, null, "secret".getBytes(StandardCharsets.US_ASCII)),
        ServerLimits.standard());
  }

  private static String ask(HttpServer server, KeyStore trusted, KeyStore own) throws Exception {
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("a", trusted.getCertificate("k"));
    var trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(authorities);
    var keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, own == null ? null : KeyPairs.PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    int port = ((ListenAddress.Tcp) server.addresses().getFirst()).port();
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
