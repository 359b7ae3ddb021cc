package havre.runtime.log.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import havre.linux.io.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournaldRemoteTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LARGE = 1 << 18;

  @TempDir Path folder;

  private JournaldRemote remote(Path path) {
    var origin =
        new Origin(
            "0123456789abcdef",
            "web",
            "sha256:1",
            "busybox",
            "sh",
            "",
            "mine",
            Map.of("com.example.tier", "front\nend"));
    return new JournaldRemote(new RemoteOptions("journald", Map.of()), origin, path);
  }

  @Test
  void sendsTheFieldsThatDockerSends() throws IOException {
    Path path = folder.resolve("socket");
    try (UnixSocket journal = UnixSocket.listen(UnixSocket.Kind.DATAGRAM, path, 0600, 0);
        JournaldRemote remote = remote(path)) {
      remote.connect();
      remote.send(true, "hello", 1_000_000_000L);
      try (UnixSocket.Message message = journal.receive(LARGE, PATIENCE)) {
        assertThat(message.text())
            .contains(
                "MESSAGE=hello\n",
                "PRIORITY=3\n",
                "SYSLOG_TIMESTAMP=1970-01-01T00:00:01Z\n",
                "CONTAINER_ID=0123456789ab\n",
                "CONTAINER_ID_FULL=0123456789abcdef\n",
                "CONTAINER_NAME=web\n",
                "CONTAINER_TAG=mine\n",
                "IMAGE_NAME=busybox\n",
                "SYSLOG_IDENTIFIER=mine\n",
                "COM_EXAMPLE_TIER\n\t\0\0\0\0\0\0\0front\nend\n")
            .doesNotContain("PARTIAL");
      }
    }
  }

  @Test
  void cutsLongLines() throws IOException {
    Path path = folder.resolve("socket");
    try (UnixSocket journal = UnixSocket.listen(UnixSocket.Kind.DATAGRAM, path, 0600, 0);
        JournaldRemote remote = remote(path)) {
      remote.send(false, "x".repeat(40_000), 0);
      for (int part = 1; part <= 3; part++) {
        try (UnixSocket.Message message = journal.receive(LARGE, PATIENCE)) {
          assertThat(message.text())
              .contains("CONTAINER_PARTIAL_ORDINAL=" + part + "\n")
              .contains("CONTAINER_PARTIAL_LAST=" + (part == 3) + "\n");
        }
      }
    }
  }

  @Test
  void saysThatThereIsNoJournal() {
    assertThatThrownBy(() -> remote(folder.resolve("none")).connect())
        .hasMessage("journald is not enabled on this host");
  }

  @Test
  void makesNamesOfFields() {
    assertThat(JournaldRemote.fieldName("com.example-x")).isEqualTo("COM_EXAMPLE_X");
    assertThat(JournaldRemote.fieldName("_1a")).isEqualTo("A");
  }
}
