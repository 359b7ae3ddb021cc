package havre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    daemon
        .docker(
            "run", "-d", "--name", "web", "-p", "8080:80", "busybox", "nc", "-lk", "-p", "80", "-e",
            "cat")
        .mustSucceed();
    assertThat(daemon.docker("port", "web").lines())
        .containsExactly("80/tcp -> 0.0.0.0:8080", "80/tcp -> [::]:8080");
    assertThat(daemon.docker("ps", "--format", "{{.Ports}}").lines())
        .containsExactly("0.0.0.0:8080->80/tcp, [::]:8080->80/tcp");

    assertThat(askTcp(8080)).isEqualTo("hello");
    daemon.kill();
    assertThat(askTcp(8080)).isEqualTo("hello");
    daemon.start();
    assertThat(askTcp(8080)).isEqualTo("hello");

    daemon.docker("rm", "-f", "web").mustSucceed();
    assertThat(
            daemon
                .docker(
                    "run",
                    "-d",
                    "--name",
                    "web",
                    "-p",
                    "[::1]:8080:80",
                    "busybox",
                    "nc",
                    "-lk",
                    "-p",
                    "80",
                    "-e",
                    "cat")
                .mustSucceed()
                .exitCode())
        .isZero();
    assertThat(daemon.docker("port", "web").lines()).containsExactly("80/tcp -> [::1]:8080");
    assertThat(askTcp(8080)).isEqualTo("hello");
  }

  @Test
  void datagramsFindTheirWayThereAndBack() throws IOException {
    daemon
        .docker(
            "run",
            "-d",
            "--name",
            "web",
            "-p",
            "5353:53/udp",
            "busybox",
            "nc",
            "-u",
            "-lk",
            "-p",
            "53",
            "-e",
            "cat")
        .mustSucceed();

    try (var socket = new DatagramSocket(0, LOOPBACK)) {
      socket.setSoTimeout(PATIENCE);
      byte[] question = "hello".getBytes(StandardCharsets.UTF_8);
      socket.send(new DatagramPacket(question, question.length, LOOPBACK, 5353));
      var answer = new DatagramPacket(new byte[100], 100);
      socket.receive(answer);
      assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(question);
    }
  }

  @Test
  void aPortThatIsTakenOnIpv6IsRefused() throws IOException {
    try (var taken = new java.net.ServerSocket(8080, 1, LOOPBACK)) {
      assertThat(taken.isBound()).isTrue();
      assertThat(daemon.docker("run", "--name", "web", "-p", "8080:80", "busybox", "true").err())
          .contains("failed to bind host port [::]:8080/tcp: address already in use");
    }
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
