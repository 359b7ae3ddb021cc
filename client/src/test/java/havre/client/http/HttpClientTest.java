package havre.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpClientTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @TempDir Path folder;
  private ScriptedServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(folder);
    client = new HttpClient(server.endpoint());
  }

  @AfterEach
  void end() throws IOException {
    client.close();
    server.close();
  }

  private HttpResponse get() throws IOException {
    return client.exchange(new HttpRequest("GET", "/x"));
  }

  @Test
  void readsABodyOfKnownLengthAndUsesTheConnectionAgain() throws IOException {
    server.answer(OK + "Content-Length: 5\r\n\r\nhello");
    server.answer(OK + "content-length: 3\r\n\r\ntwo");
    assertThat(get().text()).isEqualTo("hello");
    assertThat(get().text()).isEqualTo("two");
    assertThat(server.heads()).allMatch(head -> head.startsWith("1 GET /x HTTP/1.1\r\n"));
  }

  @Test
  void readsChunksWithExtensionsAndTrailers() throws IOException {
    server.answer(
        OK
            + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: 1\r\n\r\n");
    server.answer(OK + "Content-Length: 2\r\n\r\nok");
    assertThat(get().text()).isEqualTo("hello world");
    assertThat(get().text()).isEqualTo("ok");
  }

  @Test
  void readsABodyWithoutLengthToTheEnd() throws IOException {
    server.answer(OK + "\r\nall of it" + ScriptedServer.END);
    assertThat(get().text()).isEqualTo("all of it");
  }

  @Test
  void reportsABodyThatEndsTooSoon() throws IOException {
    server.answer(OK + "Content-Length: 10\r\n\r\nshort" + ScriptedServer.END);
    HttpResponse sized = get();
    assertThatThrownBy(sized::text).isInstanceOf(IOException.class);
    server.answer(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhel" + ScriptedServer.END);
    HttpResponse chunked = get();
    assertThatThrownBy(chunked::text).isInstanceOf(IOException.class);
  }

  @Test
  void refusesWhatIsNoHttp() {
    server.answer("SSH-2.0-OpenSSH\r\n\r\n" + ScriptedServer.END);
    assertThatThrownBy(this::get).hasMessageContaining("malformed HTTP response");
  }

  @Test
  void skipsInformationalResponses() throws IOException {
    server.answer("HTTP/1.1 100 Continue\r\n\r\n" + OK + "Content-Length: 1\r\n\r\nx");
    assertThat(get().text()).isEqualTo("x");
  }

  @Test
  void takesAnewConnectionWhenTheKeptOneWasEnded() throws IOException {
    server.answer(OK + "Content-Length: 1\r\n\r\na" + ScriptedServer.END);
    server.answer(OK + "Content-Length: 1\r\n\r\nb");
    assertThat(get().text()).isEqualTo("a");
    assertThat(get().text()).isEqualTo("b");
    assertThat(server.heads().getLast()).startsWith("2 ");
  }

  @Test
  void closesAConnectionWhoseBodyWasNotRead() throws IOException {
    server.answer(OK + "Content-Length: 100000\r\n\r\n" + "x".repeat(100));
    server.answer(OK + "Content-Length: 1\r\n\r\nb");
    get().close();
    assertThat(get().text()).isEqualTo("b");
    assertThat(server.heads().getLast()).startsWith("2 ");
  }

  @Test
  void hijacksAndEndsItsOwnSideAlone() throws IOException {
    server.answer(
        "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\n"
            + "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\nraw");
    try (Hijacked stream = client.hijack(new HttpRequest("POST", "/attach")).stream()) {
      assertThat(stream).isNotNull();
      assertThat(new String(stream.in().readNBytes(3), StandardCharsets.UTF_8)).isEqualTo("raw");
      stream.closeWrite();
      assertThat(stream.in().read()).isEqualTo(-1);
    }
    assertThat(server.heads().getFirst()).contains("Upgrade: tcp\r\n");
  }

  @Test
  void tellsWhyAnUpgradeWasRefused() throws IOException {
    server.answer("HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\nno");
    HttpClient.HijackResult result = client.hijack(new HttpRequest("POST", "/attach"));
    assertThat(result.stream()).isNull();
    assertThat(result.response().status()).isEqualTo(409);
    assertThat(result.response().text()).isEqualTo("no");
  }

  @Test
  void sendsStreamsInChunks() throws IOException {
    server.answer(OK + "Content-Length: 0\r\n\r\n" + ScriptedServer.END);
    var body = new ByteArrayInputStream("body".getBytes(StandardCharsets.UTF_8));
    client.exchange(new HttpRequest("POST", "/x").body("application/x-tar", body)).close();
    assertThat(server.heads().getFirst())
        .contains("Transfer-Encoding: chunked\r\n", "Content-Type: application/x-tar\r\n");
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    server.close();
    assertThatThrownBy(this::get)
        .isInstanceOf(ConnectionFailedException.class)
        .hasMessageContaining("Cannot connect to the")
        .hasMessageContaining("Is the");
  }
}
