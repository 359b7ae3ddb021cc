package havre.linux.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.Errno;
import havre.linux.Fd;
import havre.linux.LinuxException;
import havre.linux.fs.FileStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnixSocketTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @ParameterizedTest
  @EnumSource
  void descriptorsTravelWithTheirMessage(UnixSocket.Kind kind) {
    try (var pair = UnixSocket.pair(kind);
        Pipe pipe = Pipe.create()) {
      pair.first().send(HELLO, List.of(pipe.readEnd(), pipe.writeEnd()));
      pipe.close();
      try (var message = pair.second().receive(100)) {
        assertThat(message.text()).isEqualTo("hello");
        assertThat(message.descriptors()).hasSize(2);
        Io.writeFully(message.descriptors().get(1), new byte[] {7});
        assertThat(Io.readFully(ended(message), 10)).containsExactly(7);
      }
    }
  }

  private static Fd ended(UnixSocket.Message message) {
    message.descriptors().get(1).close();
    return message.descriptors().get(0);
  }

  @Test
  void aLongMessageIsReportedAsCut() {
    try (var pair = UnixSocket.pair(UnixSocket.Kind.SEQPACKET)) {
      pair.first().send(HELLO);
      var message = pair.second().receive(3);
      assertThat(message.text()).isEqualTo("hel");
      assertThat(message.truncated()).isTrue();
    }
  }

  @Test
  void theEndIsAnEmptyMessage() {
    try (var pair = UnixSocket.pair(UnixSocket.Kind.STREAM)) {
      pair.first().shutdownOutput();
      assertThat(pair.second().receive(10).isEnd()).isTrue();
    }
  }

  @Test
  void waitingEndsAtTheDeadline() {
    try (var pair = UnixSocket.pair(UnixSocket.Kind.STREAM)) {
      assertThatThrownBy(() -> pair.second().receive(10, Duration.ofMillis(1)))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT));
    }
  }

  @Test
  void aPathOfAnyLengthCanBeListenedOn(@TempDir Path folder) throws Exception {
    Path deep = Files.createDirectories(folder.resolve("a".repeat(100)).resolve("b".repeat(100)));
    for (Path path : List.of(folder.resolve("s"), deep.resolve("s"))) {
      try (var server = UnixSocket.listen(UnixSocket.Kind.STREAM, path, 0600, 5);
          var client = UnixSocket.connect(UnixSocket.Kind.STREAM, path);
          var accepted = server.accept(Duration.ofSeconds(5))) {
        client.send(HELLO);
        assertThat(accepted.receive(10).text()).isEqualTo("hello");
        assertThat(accepted.peer().pid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(FileStatus.ofPath(path.toString()).permissions()).isEqualTo(0600);
      }
    }
  }

  @Test
  void connectingToNothingNamesThePath(@TempDir Path folder) {
    Path path = folder.resolve("none");
    assertThatThrownBy(() -> UnixSocket.connect(UnixSocket.Kind.STREAM, path))
        .hasMessage("connect " + path + ": No such file or directory (ENOENT)");
  }

  @Test
  void datagramsOnLoopbackOfTheGenericSocketKeepTheirBounds() {
    byte[] loopback = {2, 0, 0, 0, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    try (Socket receiver = Socket.open(Socket.AF_INET, Socket.SOCK_DGRAM, 0);
        Socket sender = Socket.open(Socket.AF_INET, Socket.SOCK_DGRAM, 0)) {
      receiver.setOption(Socket.SOL_SOCKET, Socket.SO_REUSEADDR, 1);
      assertThat(receiver.option(Socket.SOL_SOCKET, Socket.SO_REUSEADDR)).isEqualTo(1);
      receiver.bind(loopback);
      sender.connect(receiver.localAddress());
      var small = NativeBuffer.allocate(3);
      assertThat(receiver.receive(small, Socket.MSG_DONTWAIT).wouldBlock()).isTrue();
      assertThat(sender.send(NativeBuffer.of(HELLO), 0, 5, 0)).isEqualTo(5);
      assertThat(receiver.receive(small, 0)).isEqualTo(new Socket.Received(3, true));
      sender.throwPendingError();
    }
  }
}
