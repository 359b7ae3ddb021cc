package havre.api;

import havre.engine.container.LogSession;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A log of equal lines of 80 bytes.
final class FakeLog implements LogSession {
  private final boolean tty;
  private final int lines;

  FakeLog(boolean tty, int lines) {
    this.tty = tty;
    this.lines = lines;
  }

  @Override
  public boolean tty() {
    return tty;
  }

  @Override
  public void copy(OutputStream stdout, OutputStream stderr) {
    byte[] line = ("x".repeat(79) + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      for (int i = 0; i < lines; i++) {
        stdout.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {}
}
