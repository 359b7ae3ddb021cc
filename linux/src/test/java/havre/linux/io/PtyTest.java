package havre.linux.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PtyTest {
  private final Pty pty = Pty.open();
  private final Terminal terminal = new Terminal(pty.terminal());
  private final NativeBuffer buffer = NativeBuffer.allocate(256);

  @AfterEach
  void close() {
    pty.close();
  }

  @Test
  void aCookedTerminalEchoesAndTranslates() {
    type("a\r");
    assertThat(read(pty)).isEqualTo("a\r\n");
    int count = Io.read(pty.terminal(), buffer, 0, 256);
    assertThat(new String(buffer.bytes(0, count), StandardCharsets.UTF_8)).isEqualTo("a\n");
  }

  @Test
  void aRawTerminalPassesEveryKeyOnUntilRestored() {
    Terminal.Attributes before = terminal.makeRaw();
    assertThat(terminal.attributes()).isNotEqualTo(before);
    type("\u0003\r");
    int count = Io.read(pty.terminal(), buffer, 0, 256);
    assertThat(buffer.bytes(0, count)).containsExactly(3, '\r');
    Io.writeFully(pty.terminal(), "x\n".getBytes(StandardCharsets.UTF_8));
    assertThat(read(pty)).isEqualTo("x\n");
    terminal.restore(before);
    assertThat(terminal.attributes()).isEqualTo(before);
  }

  @Test
  void rawKeysCanKeepProcessedOutput() {
    terminal.makeRawKeepingOutput();
    Io.writeFully(pty.terminal(), "x\n".getBytes(StandardCharsets.UTF_8));
    assertThat(read(pty)).isEqualTo("x\r\n");
  }

  @Test
  void theSizeIsThatOfBothEnds() {
    new Terminal(pty.master()).resize(new WindowSize(50, 132));
    assertThat(terminal.size()).isEqualTo(new WindowSize(50, 132));
  }

  @Test
  void aPipeIsNoTerminal() {
    assertThat(terminal.isTerminal()).isTrue();
    try (Pipe pipe = Pipe.create()) {
      assertThat(new Terminal(pipe.readEnd()).isTerminal()).isFalse();
    }
  }

  private void type(String keys) {
    Io.writeFully(pty.master(), keys.getBytes(StandardCharsets.UTF_8));
  }

  private String read(Pty from) {
    assertThat(Poll.readable(from.master(), Duration.ofSeconds(5))).isTrue();
    int count = Io.read(from.master(), buffer, 0, 256);
    return new String(buffer.bytes(0, count), StandardCharsets.UTF_8);
  }
}
