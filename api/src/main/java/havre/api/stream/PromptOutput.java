package havre.api.stream;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Sends each write at once, for terminals. Closing it closes nothing below.
public final class PromptOutput extends FilterOutputStream {
  public PromptOutput(OutputStream target) {
    super(target);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    out.flush();
  }

  @Override
  public void write(int value) throws IOException {
    out.write(value);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
