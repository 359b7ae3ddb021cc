package havre.linux.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketTest {
  private static final byte[] LOOPBACK = {2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};

  @Test
  void aStreamIsAcceptedAndEndsWhenShutDown() {
    try (Socket server = Socket.open(Socket.AF_INET, Socket.SOCK_STREAM, 0);
        Socket client = Socket.open(Socket.AF_INET, Socket.SOCK_STREAM, 0)) {
      server.bind(LOOPBACK);
      server.listen(1);
      client.connect(server.localAddress());
      try (Socket accepted = server.accept()) {
        client.send(NativeBuffer.of("ping".getBytes(StandardCharsets.UTF_8)), 0, 4, 0);
        client.shutdownOutput();
        byte[] bytes = Io.readFully(accepted.fd(), 100);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo("ping");
      }
    }
  }

  @Test
  void aDatagramGoesToAnAddress() {
    try (Socket receiver = Socket.open(Socket.AF_INET, Socket.SOCK_DGRAM, 0);
        Socket sender = Socket.open(Socket.AF_INET, Socket.SOCK_DGRAM, 0)) {
      receiver.bind(LOOPBACK);
      var message = NativeBuffer.of(new byte[] {1, 2, 3});
      assertThat(sender.send(message, 1, 2, 0, receiver.localAddress())).isEqualTo(2);
      var buffer = NativeBuffer.allocate(10);
      assertThat(receiver.receive(buffer, 0)).isEqualTo(new Socket.Received(2, false));
      assertThat(buffer.bytes(0, 2)).containsExactly(2, 3);
    }
  }

  @Test
  void anAddressInUseIsAnError() {
    try (Socket one = Socket.open(Socket.AF_INET, Socket.SOCK_STREAM, 0);
        Socket two = Socket.open(Socket.AF_INET, Socket.SOCK_STREAM, 0)) {
      one.bind(LOOPBACK);
      one.listen(1);
      assertThatThrownBy(() -> two.bind(one.localAddress()))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE));
    }
  }

  @Test
  void anUnknownFamilyIsNamed() {
    assertThatThrownBy(() -> Socket.open(99, Socket.SOCK_STREAM, 0))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("family 99");
  }

  @Test
  void asManyDescriptorsTravelAsTheKernelTakes() {
    try (var pair = UnixSocket.pair(UnixSocket.Kind.SEQPACKET);
        Pipe pipe = Pipe.create()) {
      List<Fd> many = Collections.nCopies(AncillaryData.MAX_DESCRIPTORS, pipe.readEnd());
      pair.first().send(new byte[] {1}, many);
      try (var message = pair.second().receive(10)) {
        assertThat(message.descriptors()).hasSize(AncillaryData.MAX_DESCRIPTORS);
        assertThat(message.descriptors()).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void descriptorsThatTravelAreClosedOnExec() throws Exception {
    try (var pair = UnixSocket.pair(UnixSocket.Kind.STREAM);
        Pipe pipe = Pipe.create()) {
      pair.first().send(new byte[] {1}, List.of(pipe.readEnd()));
      try (var message = pair.second().receive(10)) {
        int number = message.descriptors().getFirst().number();
        String flags =
            Files.readAllLines(Path.of("/proc/self/fdinfo/" + number)).stream()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow();
        assertThat(Long.parseLong(flags.substring(6).strip(), 8) & 02000000).isNotZero();
      }
    }
  }

  @Test
  void anEmptyMessageIsRefused() {
    try (var pair = UnixSocket.pair(UnixSocket.Kind.SEQPACKET)) {
      assertThatThrownBy(() -> pair.first().send(new byte[0]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void sendingToAClosedPeerFailsWithoutASignal() {
    try (var pair = UnixSocket.pair(UnixSocket.Kind.STREAM)) {
      pair.second().close();
      assertThatThrownBy(() -> pair.first().send(new byte[] {1}))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
    }
  }

  @Test
  void aLongStreamArrivesWhole() throws Exception {
    byte[] bytes = new byte[2 << 20];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    try (var pair = UnixSocket.pair(UnixSocket.Kind.STREAM)) {
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                pair.first().send(bytes);
                pair.first().shutdownOutput();
              });
      assertThat(Io.readFully(pair.second().fd(), bytes.length)).isEqualTo(bytes);
      sender.join();
    }
  }

  @Test
  void listeningTwiceAtAPathIsRefused(@TempDir Path folder) {
    Path path = folder.resolve("socket");
    try (var server = UnixSocket.listen(UnixSocket.Kind.SEQPACKET, path, 0600, 1)) {
      assertThat(server.fd().isOpen()).isTrue();
      assertThatThrownBy(() -> UnixSocket.listen(UnixSocket.Kind.SEQPACKET, path, 0600, 1))
          .hasMessage("bind " + path + ": Address already in use (EADDRINUSE)");
    }
    assertThatThrownBy(() -> UnixSocket.connect(UnixSocket.Kind.SEQPACKET, path))
        .hasMessageContaining("ECONNREFUSED");
  }

  @Test
  void failuresLeaveNoDescriptorBehind(@TempDir Path folder) throws Exception {
    int before = open();
    var failures = new ArrayList<LinuxException>();
    for (int i = 0; i < 20; i++) {
      try {
        UnixSocket.connect(UnixSocket.Kind.STREAM, folder.resolve("none")).close();
      } catch (LinuxException e) {
        failures.add(e);
      }
    }
    assertThat(failures).hasSize(20);
    assertThat(open()).isLessThan(before + 20);
  }

  @Test
  void waitingForAConnectionEndsAtTheDeadline(@TempDir Path folder) {
    try (var server = UnixSocket.listen(UnixSocket.Kind.STREAM, folder.resolve("s"), 0600, 1)) {
      assertThatThrownBy(() -> server.accept(Duration.ofMillis(1)))
          .hasMessageContaining("ETIMEDOUT");
    }
  }

  private static int open() throws Exception {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return (int) descriptors.count();
    }
  }
}
