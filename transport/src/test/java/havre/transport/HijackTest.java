package havre.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HijackTest {
  private static final String TYPE = "application/vnd.docker.raw-stream";

  /// Echoes in upper case, then says goodbye when the client has closed its side.
  private static void shout(Request request, Response response) throws java.io.IOException {
    try (DuplexStream stream = response.hijack(TYPE)) {
      var buffer = new byte[1000];
      int count;
      while ((count = stream.in().read(buffer)) >= 0) {
        String text = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
        stream.out().write(ServerFixture.bytes(text.toUpperCase(java.util.Locale.ROOT)));
        stream.out().flush();
      }
      stream.out().write(ServerFixture.bytes("bye"));
    }
  }

  @Test
  void upgradesAndPassesBytesBothWays() throws Exception {
    try (var fixture = new ServerFixture(HijackTest::shout);
        var client = fixture.connect()) {
      client.send(
          "POST /attach HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
      assertThat(client.readTo("\r\n\r\n"))
          .startsWith("HTTP/1.1 101 UPGRADED\r\n")
          .contains("Content-Type: " + TYPE, "Connection: Upgrade", "Upgrade: tcp")
          .doesNotContain("Content-Length", "Transfer-Encoding");
      assertThat(client.send("abc").read(3)).isEqualTo("ABC");
      client.send("def").closeOutput();
      assertThat(client.readAll()).isEqualTo("DEFbye");
    }
  }

  @Test
  void takesOverWithoutUpgradeAndKeepsEarlyBytes() throws Exception {
    try (var fixture = new ServerFixture(HijackTest::shout);
        var client = fixture.connect()) {
      client.send("POST /attach HTTP/1.1\r\nHost: d\r\n\r\nGET /x HTTP/1.1\r\n\r\n").closeOutput();
      assertThat(client.readTo("\r\n\r\n"))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("Content-Type: " + TYPE);
      assertThat(client.readAll()).isEqualTo("GET /X HTTP/1.1\r\n\r\nbye");
    }
  }

  @Test
  void takesOverAfterABody() throws Exception {
    Handler handler =
        (request, response) -> {
          byte[] body = request.body().readAllBytes();
          try (DuplexStream stream = response.hijack(TYPE)) {
            stream.out().write(body);
            stream.out().write(stream.in().readAllBytes());
          }
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 2\r\n\r\n{}after").closeOutput();
      client.readTo("\r\n\r\n");
      assertThat(client.readAll()).isEqualTo("{}after");
    }
  }

  @Test
  void closesOnlyOurSideFirst() throws Exception {
    var heard = new java.util.concurrent.CompletableFuture<String>();
    Handler handler =
        (_, response) -> {
          try (DuplexStream stream = response.hijack(TYPE)) {
            stream.out().write(ServerFixture.bytes("all"));
            stream.out().close();
            heard.complete(new String(stream.in().readAllBytes(), StandardCharsets.ISO_8859_1));
          }
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: d\r\n\r\n");
      assertThat(client.readAll()).endsWith("all");
      client.send("still heard").closeOutput();
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("still heard");
    }
  }

  @Test
  void noticesThatTheClientIsGoneThoughNothingIsWritten() throws Exception {
    var gone = new CountDownLatch(1);
    Handler handler =
        (_, response) -> {
          DuplexStream stream = response.hijack(TYPE);
          stream.onClose(gone::countDown);
          gone.await();
        };
    try (var fixture = new ServerFixture(handler)) {
      try (var client = fixture.connect()) {
        client.send("POST / HTTP/1.1\r\nHost: d\r\n\r\n").closeOutput();
        client.readTo("\r\n\r\n");
        assertThat(gone.await(1500, TimeUnit.MILLISECONDS)).isFalse();
      }
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void failsWritesToAClientThatIsGone() throws Exception {
    var failed = new CountDownLatch(1);
    Handler handler =
        (_, response) -> {
          try {
            // The client leaves once it has read the head: taking over may notice it already.
            DuplexStream stream = response.hijack(TYPE);
            while (true) {
              stream.out().write(new byte[100_000]);
            }
          } catch (IOException _) {
            failed.countDown();
          }
        };
    try (var fixture = new ServerFixture(handler)) {
      try (var client = fixture.connect()) {
        client.send("POST / HTTP/1.1\r\nHost: d\r\n\r\n").readTo("\r\n\r\n");
      }
      assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void sendsAllToAClientThatHasClosedItsSide() throws Exception {
    int length = 16 * 1024 * 1024; // far more than a socket holds
    Handler handler =
        (_, response) -> {
          try (DuplexStream stream = response.hijack(TYPE)) {
            stream.in().readAllBytes();
            stream.out().write(new byte[length]);
          }
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: d\r\n\r\n").readTo("\r\n\r\n");
      client.closeOutput();
      assertThat(client.skipAll()).isEqualTo(length);
    }
  }

  @Test
  void speaksWebSocket() throws Exception {
    Handler handler =
        (_, response) -> {
          try (DuplexStream stream = response.webSocket()) {
            stream.out().write(stream.in().readNBytes(5));
            stream.out().flush();
            stream.out().write(new byte[300]);
            stream.out().flush();
            stream.in().readAllBytes();
          }
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      client.send(
          "GET /ws HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      assertThat(client.readTo("\r\n\r\n"))
          .startsWith("HTTP/1.1 101 ")
          .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      client.send(
          new byte[] {
            (byte) 0x82, (byte) 0x85, 1, 2, 3, 4, 'h' ^ 1, 'e' ^ 2, 'l' ^ 3, 'l' ^ 4, 'o' ^ 1
          });
      assertThat(client.read(7)).isEqualTo("\u0082\u0005hello");
      assertThat(client.read(304)).startsWith("\u0082\u007e\u0001\u002c");
      client.send(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
      assertThat(client.readAll()).isEqualTo("\u0088\u0002\u0003\u00e8");
    }
  }
}
