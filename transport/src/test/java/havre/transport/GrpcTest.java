package havre.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.testkit.http.UpgradedConnection;
import havre.transport.grpc.GrpcCode;
import havre.transport.grpc.GrpcException;
import havre.transport.grpc.GrpcExchange;
import havre.transport.grpc.GrpcHandler;
import havre.transport.grpc.GrpcPeer;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The two sides talk to each other: a connection on which we are called, one on which we call, and
/// a wire between them.
@Timeout(60)
class GrpcTest {
  /// A server whose calls `handler` answers, and the peer that makes them.
  private static final class Wired implements AutoCloseable {
    private final CompletableFuture<GrpcPeer> peer = new CompletableFuture<>();
    private final ServerFixture fixture;
    private final SocketChannel called;
    private final SocketChannel calling;

    Wired(GrpcHandler handler) throws IOException {
      fixture =
          new ServerFixture((request, response) -> {
            if (request.path().equals("/grpc")) {
              response.serveGrpc(handler);
            } else {
              peer.complete(response.callGrpc());
            }
          });
      called = UpgradedConnection.open(fixture.socket(), "/grpc", "");
      calling = UpgradedConnection.open(fixture.socket(), "/session", "");
      UpgradedConnection.join(called, calling);
    }

    GrpcPeer peer() {
      return peer.join();
    }

    @Override
    public void close() throws IOException {
      called.close();
      calling.close();
      fixture.close();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void answersACall() throws Exception {
    GrpcHandler greeter =
        call ->
            call.write(
                bytes(
                    call.method()
                        + " "
                        + call.header("who")
                        + " "
                        + new String(call.request(), StandardCharsets.UTF_8)));
    try (var wired = new Wired(greeter)) {
      byte[] answer = wired.peer().call("a.B/C", Map.of("who", List.of("me")), bytes("grüezi"));
      assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo("a.B/C me grüezi");
    }
  }

  @Test
  void tellsHowACallFailed() throws Exception {
    GrpcHandler refusing =
        _ -> {
          throw new GrpcException(GrpcCode.NOT_FOUND, "no such thing: 100% größer");
        };
    try (var wired = new Wired(refusing)) {
      assertThatThrownBy(() -> wired.peer().call("a.B/C", Map.of(), bytes("x")))
          .isInstanceOfSatisfying(
              GrpcException.class, e -> assertThat(e.code()).isEqualTo(GrpcCode.NOT_FOUND))
          .hasMessage("no such thing: 100% größer");
    }
  }

  @Test
  void passesManyLargeMessagesBothWays() throws Exception {
    GrpcHandler echo =
        call -> {
          byte[] message;
          while ((message = call.read()) != null) {
            call.write(message);
          }
        };
    byte[] large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    try (var wired = new Wired(echo);
        GrpcExchange exchange = wired.peer().call("a.B/Echo", Map.of())) {
      Thread.ofVirtual().start(() -> sendTen(exchange, large));
      for (int i = 0; i < 10; i++) {
        assertThat(exchange.read()).isEqualTo(large);
        assertThat(exchange.read()).isEmpty();
      }
      assertThat(exchange.read()).isNull();
    }
  }

  private static void sendTen(GrpcExchange exchange, byte[] message) {
    try {
      for (int i = 0; i < 10; i++) {
        exchange.write(message);
        exchange.write(new byte[0]);
      }
      exchange.closeOutput();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void interruptsAHandlerWhoseCallIsCancelled() throws Exception {
    var begun = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    GrpcHandler waiting =
        _ -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    try (var wired = new Wired(waiting)) {
      GrpcExchange exchange = wired.peer().call("a.B/Wait", Map.of());
      exchange.write(bytes("x"));
      exchange.closeOutput();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      exchange.close();
      assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void tellsThatThePeerHasGone() throws Exception {
    var gone = new CountDownLatch(1);
    try (var wired = new Wired(_ -> {})) {
      GrpcPeer peer = wired.peer();
      peer.onClose(gone::countDown);
      assertThat(peer.isOpen()).isTrue();
      wired.calling.close();
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> peer.call("a.B/C", Map.of(), bytes("x")))
          .isInstanceOf(IOException.class);
    }
  }
}
