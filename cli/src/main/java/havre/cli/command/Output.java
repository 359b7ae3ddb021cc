package havre.cli.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Text for a stream, in UTF-8 and buffered until [#flush()] or eight kilobytes of it.
public final class Output {
  private static final int ENOUGH = 8192;

  private final OutputStream stream;
  private final StringBuilder buffer = new StringBuilder();

  public Output(OutputStream stream) {
    this.stream = stream;
  }

  public Output print(String text) {
    buffer.append(text);
    if (buffer.length() >= ENOUGH) {
      flush();
    }
    return this;
  }

  public Output line(String text) {
    return print(text).print("\n");
  }

  /// The bytes behind the text, after what was printed so far.
  public OutputStream stream() {
    flush();
    return stream;
  }

  public void flush() {
    try {
      if (!buffer.isEmpty()) {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        buffer.setLength(0);
        stream.write(bytes);
      }
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
