package havre.build.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AgentSocketTest {
  @TempDir Path folder;

  /// An agent that gives back what it hears.
  private static final class Echo implements SshAgents, SshAgents.Conversation {
    private final LinkedBlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();

    @Override
    public boolean has(String id) {
      return true;
    }

    @Override
    public Conversation open(String id) {
      return this;
    }

    @Override
    public void send(byte[] bytes) {
      heard.add(bytes);
    }

    @Override
    public byte @Nullable [] receive() {
      try {
        byte[] bytes = heard.take();
        return bytes.length == 0 ? null : bytes;
      } catch (InterruptedException _) {
        return null;
      }
    }

    @Override
    public void close() {
      heard.add(new byte[0]);
    }
  }

  @Test
  void carriesBytesBothWays() throws Exception {
    var files = new TemporaryFiles(folder.resolve("m"), folder);
    Path path;
    try (AgentSocket socket = AgentSocket.listen(new Echo(), "default", files.place("a"))) {
      path = socket.path();
      try (SocketChannel caller = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        caller.connect(UnixDomainSocketAddress.of(path));
        for (String text : new String[] {"first", "second"}) {
          caller.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
          var answer = ByteBuffer.allocate(text.length());
          while (answer.hasRemaining()) {
            assertThat(caller.read(answer)).isPositive();
          }
          assertThat(new String(answer.array(), UTF_8)).isEqualTo(text);
        }
      }
    }
    assertThat(path).doesNotExist();
    assertThat(path.getParent()).doesNotExist();
  }
}
