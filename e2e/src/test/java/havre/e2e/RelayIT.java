package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import havre.linux.Fd;
import havre.linux.fs.Open;
import havre.linux.fs.OpenHow;
import havre.linux.process.Namespace;
import havre.linux.process.NamespaceThread;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Ports of containers without IPv6, by the host's IPv6 addresses.
class RelayIT {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");
  private static final int PATIENCE = 10_000;
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void startDaemon() {
    daemon = DaemonUnderTest.withBusybox();
  }

  @AfterAll
  static void stopDaemon() {
    daemon.close();
  }

  @AfterEach
  void removeAll() {
    daemon.docker("rm", "-f", "web").mustSucceed();
  }

  @Test
  void aPortIsReachableByIpv6AlsoWithoutADaemon() throws IOException {
    run("-p", "8080:80");
    assertThat(daemon.docker("port", "web").lines())
        .containsExactly("80/tcp -> 0.0.0.0:8080", "80/tcp -> [::]:8080");
    assertThat(daemon.docker("ps", "--format", "{{.Ports}}").lines())
        .containsExactly("0.0.0.0:8080->80/tcp, [::]:8080->80/tcp");

    try (ServerSocket server = inside(() -> new ServerSocket(80))) {
      echo(server);
      assertThat(askTcp(8080)).isEqualTo("hello");
      daemon.kill();
      assertThat(askTcp(8080)).isEqualTo("hello");
      daemon.start();
      assertThat(askTcp(8080)).isEqualTo("hello");
    }
  }

  @Test
  void loopbackAloneCanBeAsked() throws IOException {
    run("-p", "[::1]:8080:80");
    assertThat(daemon.docker("port", "web").lines()).containsExactly("80/tcp -> [::1]:8080");

    try (ServerSocket server = inside(() -> new ServerSocket(80))) {
      echo(server);
      assertThat(askTcp(8080)).isEqualTo("hello");
    }
  }

  @Test
  void datagramsFindTheirWayThereAndBack() throws IOException {
    run("-p", "5353:53/udp");

    try (DatagramSocket server = inside(() -> new DatagramSocket(53));
        var client = new DatagramSocket(0, LOOPBACK)) {
      client.setSoTimeout(PATIENCE);
      server.setSoTimeout(PATIENCE);
      byte[] question = "hello".getBytes(StandardCharsets.UTF_8);
      client.send(new DatagramPacket(question, question.length, LOOPBACK, 5353));
      var asked = new DatagramPacket(new byte[100], 100);
      server.receive(asked);
      server.send(new DatagramPacket(asked.getData(), asked.getLength(), asked.getSocketAddress()));
      var answer = new DatagramPacket(new byte[100], 100);
      client.receive(answer);
      assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(question);
    }
  }

  @Test
  void aPortThatIsTakenOnIpv6IsRefused() throws IOException {
    try (var taken = new ServerSocket(8080, 1, LOOPBACK)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(daemon.docker("run", "--name", "web", "-p", "8080:80", "busybox", "true").err())
          .contains("failed to bind host port [::]:8080/tcp: address already in use");
    }
  }

  private static void run(String... ports) {
    var command = new ArrayList<>(List.of("run", "-d", "--name", "web"));
    command.addAll(List.of(ports));
    command.addAll(List.of("busybox", "sleep", "1000"));
    daemon.docker(command.toArray(String[]::new)).mustSucceed();
  }

  /// Opens a socket in the container's network namespace.
  private static <T> T inside(Callable<T> socket) {
    String pid = daemon.docker("inspect", "-f", "{{.State.Pid}}", "web").out().strip();
    try (Fd namespace = Open.path("/proc/" + pid + "/ns/net", OpenHow.READ)) {
      return NamespaceThread.in(
          namespace,
          Namespace.NETWORK,
          () -> {
            try {
              return socket.call();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  private static void echo(ServerSocket server) {
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
              connection.getInputStream().transferTo(connection.getOutputStream());
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  /// What the container's echo answers.
  private static String askTcp(int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(LOOPBACK, port), PATIENCE);
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
