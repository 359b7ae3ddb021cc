package havre.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.common.HavreException;
import havre.testkit.http.RawClient;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixSocketFileTest {
  @TempDir Path folder;

  private HttpServer start(String group) {
    return HttpServer.start(
        List.of(new ListenAddress.UnixSocket(folder.resolve("s"), group)),
        (_, response) -> response.send(200, null, new byte[] {'o', 'k'}),
        ServerLimits.standard());
  }

  @Test
  void makesASocketForOwnerAndGroupAndTakesItAway() throws Exception {
    try (var server = start(null);
        var client = new RawClient(folder.resolve("s"))) {
      assertThat(server.addresses()).hasSize(1);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("s"))))
          .isEqualTo("rw-rw----");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: d\r\n\r\n").readBody()).isEqualTo("ok");
      assertThat(folder.toFile().list()).containsExactly("s");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void keepsTheSocketWhenTheGroupIsUnknown() {
    try (var server = start("no-such-group")) {
      assertThat(server.addresses()).hasSize(1);
    }
  }

  @Test
  void replacesASocketNobodyServes() throws Exception {
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
    }
    assertThat(folder.resolve("s")).exists();
    try (var server = start(null);
        var client = new RawClient(folder.resolve("s"))) {
      assertThat(server.addresses()).hasSize(1);
      assertThat(client.send("GET / HTTP/1.1\r\nHost: d\r\n\r\n").readBody()).isEqualTo("ok");
    }
  }

  @Test
  void leavesASocketThatIsServed() throws Exception {
    try (var first = start(null)) {
      assertThat(first.addresses()).hasSize(1);
      assertThatThrownBy(() -> start(null))
          .isInstanceOf(HavreException.class)
          .hasMessageContaining("another daemon is listening there");
      assertThat(folder.resolve("s")).exists();
    }
  }

  @Test
  void leavesAFileThatIsNoSocket() throws Exception {
    Files.writeString(folder.resolve("s"), "precious");
    assertThatThrownBy(() -> start(null)).isInstanceOf(HavreException.class);
    assertThat(folder.resolve("s")).hasContent("precious");
  }

  @Test
  void leavesASocketThatAnotherHasPutThere() throws Exception {
    var server = start(null);
    Files.delete(folder.resolve("s"));
    try (var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
      server.close();
      assertThat(folder.resolve("s")).exists();
    }
  }
}
