package havre.transport;

import static org.assertj.core.api.Assertions.assertThat;

import havre.testkit.http.RawClient;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpServerTest {
  private static final String GET = "GET /x HTTP/1.1\r\nHost: d\r\n\r\n";

  /// Answers with what it was asked.
  private static void echo(Request request, Response response) throws java.io.IOException {
    String body =
        new String(request.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    response.send(
        200,
        "text/plain",
        ServerFixture.bytes(request.method() + " " + request.path() + " " + body));
  }

  @Test
  void answersAndKeepsTheConnection() throws Exception {
    try (var fixture = new ServerFixture(HttpServerTest::echo);
        var client = fixture.connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(GET).readBody()).isEqualTo("GET /x ");
      }
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (var fixture = new ServerFixture(HttpServerTest::echo);
        var client = fixture.connect()) {
      var all = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        all.append("POST /%d HTTP/1.1\r\nHost: d\r\nContent-Length: 2\r\n\r\nab".formatted(i));
      }
      client.send(all.toString());
      for (int i = 0; i < 200; i++) {
        assertThat(client.readBody()).isEqualTo("POST /" + i + " ab");
      }
    }
  }

  @Test
  void readsChunkedBodiesAndDecodesPaths() throws Exception {
    try (var fixture = new ServerFixture(HttpServerTest::echo);
        var client = fixture.connect()) {
      client.send(
          "POST http://d/a%20b+c?q=1 HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
      assertThat(client.readBody()).isEqualTo("POST /a b+c abcde");
    }
  }

  @Test
  void sendsNoBodyForHeadAndNoContent() throws Exception {
    Handler handler =
        (request, response) -> {
          if (request.path().equals("/none")) {
            response.send(204, null, new byte[0]);
          } else {
            response.send(200, "text/plain", ServerFixture.bytes("four"));
          }
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      client.send("HEAD /x HTTP/1.1\r\nHost: d\r\n\r\n");
      assertThat(client.readTo("\r\n\r\n")).contains("Content-Length: 4");
      client.send("DELETE /none HTTP/1.1\r\nHost: d\r\n\r\n");
      assertThat(client.readTo("\r\n\r\n"))
          .startsWith("HTTP/1.1 204 No Content\r\n")
          .doesNotContain("Content-Length");
      assertThat(client.send(GET).readBody()).isEqualTo("four");
    }
  }

  @Test
  void streamsChunksAsTheyAreFlushed() throws Exception {
    var goOn = new CountDownLatch(1);
    Handler handler =
        (_, response) -> {
          try (OutputStream out = response.stream(200, "text/plain")) {
            out.flush(); // the head alone
            goOn.await();
            out.write(ServerFixture.bytes("one"));
            out.flush();
            out.write(new byte[200_000]);
          }
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      client.send(GET);
      assertThat(client.readTo("\r\n\r\n")).contains("Transfer-Encoding: chunked");
      goOn.countDown();
      assertThat(client.readTo("one\r\n")).isEqualTo("3\r\none\r\n");
      assertThat(client.readChunks()).hasSize(200_000);
      client.send(GET);
      client.readTo("\r\n\r\n");
      assertThat(client.readChunks()).hasSize(200_003);
    }
  }

  @Test
  void waitsForASlowReader() throws Exception {
    var written = new AtomicLong();
    var stuck = new CountDownLatch(1);
    Handler handler =
        (_, response) -> {
          try (OutputStream out = response.stream(200, null)) {
            for (int i = 0; i < 1000; i++) {
              out.write(new byte[32 * 1024]);
              written.addAndGet(32 * 1024);
              if (i == 10) {
                stuck.countDown();
              }
            }
          }
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      client.send(GET);
      stuck.await();
      client.readTo("\r\n\r\n");
      assertThat(written.get()).isLessThan(4L * 1024 * 1024);
      assertThat(client.readChunks()).hasSize(1000 * 32 * 1024);
    }
  }

  @Test
  void breaksTheConnectionWhenAStreamIsLeftOpen() throws Exception {
    Handler handler =
        (_, response) -> {
          OutputStream out = response.stream(200, null);
          out.write(ServerFixture.bytes("half"));
          out.flush();
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      assertThat(client.send(GET).readAll()).endsWith("half\r\n");
    }
  }

  @Test
  void tellsTheHandlerThatTheClientLeft() throws Exception {
    var begun = new CountDownLatch(1);
    var left = new CountDownLatch(1);
    Handler handler =
        (request, _) -> {
          request.onDisconnect(left::countDown);
          begun.countDown();
          left.await();
        };
    try (var fixture = new ServerFixture(handler)) {
      try (var client = fixture.connect()) {
        client.send(GET);
        begun.await();
      }
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void failsTheBodyWhenTheClientLeavesInTheMiddle() throws Exception {
    var failure = new java.util.concurrent.CompletableFuture<Throwable>();
    Handler handler =
        (request, _) -> {
          try {
            request.body().readAllBytes();
          } catch (java.io.IOException e) {
            failure.complete(e);
          }
        };
    try (var fixture = new ServerFixture(handler)) {
      try (var client = fixture.connect()) {
        client.send("POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 10\r\n\r\nabc");
      }
      assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessage("unexpected EOF");
    }
  }

  @Test
  void sendsContinueOnlyWhenTheBodyIsWanted() throws Exception {
    try (var fixture = new ServerFixture(HttpServerTest::echo);
        var client = fixture.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: d\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n");
      assertThat(client.readTo("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      assertThat(client.send("z").readBody()).endsWith("z");
    }
  }

  @Test
  void skipsASmallUnreadBodyAndClosesAfterALargeOne() throws Exception {
    Handler handler = (_, response) -> response.send(200, null, ServerFixture.bytes("ok"));
    try (var fixture = new ServerFixture(handler)) {
      try (var client = fixture.connect()) {
        client.send("POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(client.readBody()).isEqualTo("ok");
        assertThat(client.send(GET).readBody()).isEqualTo("ok");
      }
      try (var client = fixture.connect()) {
        client.send("POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 10000000\r\n\r\n");
        assertThat(client.readBody()).isEqualTo("ok");
        assertThatClosesWhileSending(client);
      }
    }
  }

  private static void assertThatClosesWhileSending(RawClient client) {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                client.send(new byte[100_000]);
              }
            })
        .isInstanceOf(java.io.IOException.class);
  }

  @Test
  void refusesMalformedRequests() throws Exception {
    var limits = new ServerLimits(1000, 2000, Duration.ofSeconds(30), 1000);
    try (var fixture = new ServerFixture(HttpServerTest::echo, limits)) {
      assertThat(answer(fixture, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
      assertThat(answer(fixture, "GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
      assertThat(answer(fixture, "GET / HTTP/1.1\r\nHost: d\r\nA b: c\r\n\r\n"))
          .startsWith("HTTP/1.1 400");
      assertThat(answer(fixture, "GET /" + "a".repeat(2000) + " HTTP/1.1\r\nHost: d\r\n\r\n"))
          .startsWith("HTTP/1.1 414");
      assertThat(
              answer(fixture, "GET / HTTP/1.1\r\nHost: d\r\nX: " + "a".repeat(3000) + "\r\n\r\n"))
          .startsWith("HTTP/1.1 431");
    }
  }

  private static String answer(ServerFixture fixture, String request) throws Exception {
    try (var client = fixture.connect()) {
      return client.send(request).readAll();
    }
  }

  @Test
  void cutsOffAClientThatDoesNotFinishItsHead() throws Exception {
    var limits = new ServerLimits(1000, 2000, Duration.ofMillis(50), 1000);
    try (var fixture = new ServerFixture(HttpServerTest::echo, limits);
        var client = fixture.connect()) {
      assertThat(client.send("GET / HT").readAll()).isEmpty();
    }
  }

  @Test
  void answersAnOldClientAndCloses() throws Exception {
    Handler handler =
        (_, response) -> {
          try (OutputStream out = response.stream(200, null)) {
            out.write(ServerFixture.bytes("plain"));
          }
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect()) {
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").readAll()).endsWith("\r\n\r\nplain");
    }
  }

  @Test
  void answersAFailingHandlerWithAnError() throws Exception {
    try (var fixture =
            new ServerFixture((_, _) -> {
              // answers nothing
            });
        var client = fixture.connect()) {
      assertThat(client.send(GET).readTo("\r\n")).contains("500");
    }
  }

  @Test
  void servesManyStreamsAtOnce() throws Exception {
    Handler handler =
        (request, response) -> {
          byte[] body = request.body().readAllBytes();
          try (OutputStream out = response.stream(200, null)) {
            for (int i = 0; i < 20; i++) {
              out.write(body);
              out.flush();
            }
          }
        };
    try (var fixture = new ServerFixture(handler)) {
      var failures = new ArrayList<Throwable>();
      var threads = new ArrayList<Thread>();
      for (int i = 0; i < 64; i++) {
        String body = Integer.toString(i % 10).repeat(10_000);
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  try (var client = fixture.connect()) {
                    client.send(
                        "POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 10000\r\n\r\n" + body);
                    client.readTo("\r\n\r\n");
                    assertThat(client.readChunks()).isEqualTo(body.repeat(20));
                  } catch (Exception | AssertionError e) {
                    synchronized (failures) {
                      failures.add(e);
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void letsARunningRequestEndWhenStopping() throws Exception {
    var begun = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    Handler handler =
        (_, response) -> {
          begun.countDown();
          goOn.await();
          response.send(200, null, ServerFixture.bytes("done"));
        };
    try (var fixture = new ServerFixture(handler);
        var client = fixture.connect();
        var idle = fixture.connect()) {
      client.send(GET);
      begun.await();
      Thread stopper =
          Thread.ofVirtual().start(() -> fixture.server().stop(Duration.ofSeconds(20)));
      assertThat(idle.readAll()).isEmpty();
      goOn.countDown();
      assertThat(client.readAll()).endsWith("done");
      stopper.join();
      assertThat(List.of(fixture.socket().toFile().exists())).containsExactly(false);
    }
  }
}
