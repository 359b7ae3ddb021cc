package havre.network.dns;

import static org.assertj.core.api.Assertions.assertThat;

import havre.network.dns.DnsClient.Answer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the server answers itself, and what it asks others for.
class DnsServerTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final MovableClock clock = new MovableClock();
  private final List<AutoCloseable> open = new ArrayList<>();
  private List<InetSocketAddress> upstream = List.of();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @Test
  void knowsItsOwnNames() throws IOException {
    DnsServer server = server();

    assertThat(udp(server, "WeB", DnsClient.A).data()).containsExactly("10.0.0.2");
    assertThat(tcp(server, "web", DnsClient.A).data()).containsExactly("10.0.0.2");
    assertThat(udp(server, "web", DnsClient.AAAA)).isEqualTo(empty());
    assertThat(udp(server, "web", 15)).isEqualTo(empty());
    assertThat(udp(server, "2.0.0.10.in-addr.arpa", DnsClient.PTR).data())
        .containsExactly("web.net");
  }

  @Test
  void nobodyToAskIsAFailure() throws IOException {
    assertThat(udp(server(), "example.com", DnsClient.A).code()).isEqualTo(2);
  }

  @Test
  void manyAddressesAreCutByUdpOnly() throws IOException {
    DnsServer server = server();

    Answer cut = udp(server, "many", DnsClient.A);
    assertThat(cut.truncated()).isTrue();
    assertThat(cut.data()).hasSize(30);
    assertThat(DnsClient.udp(address(server, false), "many", DnsClient.A, 1232).data())
        .hasSizeGreaterThan(60);
    assertThat(tcp(server, "many", DnsClient.A).data()).hasSize(100);
  }

  @Test
  void othersAreAskedAndTheirAnswersRemembered() throws IOException {
    var questions = new AtomicInteger();
    upstream = List.of(dead(), upstream(questions, 60));
    DnsServer server = server();

    Answer first = udp(server, "example.com", DnsClient.A);
    assertThat(first.data()).containsExactly("192.0.2.1");
    assertThat(first.ttls()).containsExactly(60L);
    clock.advance(Duration.ofSeconds(20));
    assertThat(udp(server, "EXAMPLE.com", DnsClient.A).ttls()).containsExactly(40L);
    assertThat(questions).hasValue(1);

    clock.advance(Duration.ofSeconds(41));
    assertThat(udp(server, "example.com", DnsClient.A).ttls()).containsExactly(60L);
    assertThat(questions).hasValue(2);
  }

  @Test
  void whatIsNoQuestionIsPassedOver() throws IOException {
    DnsServer server = server();
    try (var socket = new DatagramSocket()) {
      for (byte[] junk : List.of(new byte[0], new byte[11], new byte[12], new byte[] {1, 2, 3})) {
        socket.send(new DatagramPacket(junk, junk.length, address(server, false)));
      }
      byte[] circle = DnsClient.question(1, "a", DnsClient.A, 0);
      circle[12] = (byte) 0xc0;
      circle[13] = 12;
      socket.send(new DatagramPacket(circle, circle.length, address(server, false)));
    }
    assertThat(udp(server, "web", DnsClient.A).data()).hasSize(1);
  }

  private static Answer empty() {
    return new Answer(0, false, List.of(), List.of());
  }

  private DnsServer server() throws IOException {
    var zone = new TestZone();
    DnsServer server =
        DnsServer.open(new InetSocketAddress(LOOPBACK, 0), zone, new Forwarder(clock));
    open.add(server);
    return server.start();
  }

  private static InetSocketAddress address(DnsServer server, boolean tcp) throws IOException {
    return new InetSocketAddress(LOOPBACK, tcp ? server.tcpPort() : server.udpPort());
  }

  private static Answer udp(DnsServer server, String name, int type) throws IOException {
    return DnsClient.udp(address(server, false), name, type);
  }

  private static Answer tcp(DnsServer server, String name, int type) throws IOException {
    return DnsClient.tcp(address(server, true), name, type);
  }

  /// A port where nobody answers.
  private InetSocketAddress dead() throws IOException {
    DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
    open.add(socket);
    return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
  }

  /// A server that gives every name one address.
  private InetSocketAddress upstream(AtomicInteger questions, int ttl) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
    open.add(socket);
    Thread.ofVirtual()
        .start(() -> {
          var packet = new DatagramPacket(new byte[512], 512);
          while (true) {
            try {
              socket.receive(packet);
              questions.incrementAndGet();
              byte[] question = Arrays.copyOf(packet.getData(), packet.getLength());
              ByteBuffer answer = ByteBuffer.allocate(512).put(question);
              answer.put(2, (byte) 0x81).put(3, (byte) 0x80).putShort(6, (short) 1);
              answer.putShort((short) 0xc00c).putShort((short) 1).putShort((short) 1);
              answer.putInt(ttl).putShort((short) 4).put(new byte[] {(byte) 192, 0, 2, 1});
              socket.send(
                  new DatagramPacket(answer.array(), answer.position(), packet.getSocketAddress()));
            } catch (IOException _) {
              return;
            }
          }
        });
    return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
  }

  private final class TestZone implements Zone {
    @Override
    public Optional<List<InetAddress>> addresses(String name) {
      return switch (name) {
        case "web" -> Optional.of(List.of(InetAddress.ofLiteral("10.0.0.2")));
        case "many" ->
            Optional.of(
                IntStream.range(0, 100)
                    .mapToObj(i -> InetAddress.ofLiteral("10.1.0." + i))
                    .toList());
        default -> Optional.empty();
      };
    }

    @Override
    public List<String> names(InetAddress address) {
      return address.getHostAddress().equals("10.0.0.2") ? List.of("web.net") : List.of();
    }

    @Override
    public List<InetSocketAddress> upstream() {
      return upstream;
    }
  }

  private static final class MovableClock extends Clock {
    private volatile Instant now = Instant.EPOCH;

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
