package havre.images;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Tells of a layer's bytes as they are written.
final class ShownOutput extends FilterOutputStream {
  private final ShownBytes bytes;

  ShownOutput(OutputStream out, Progress progress, String id, long total, String status) {
    super(out);
    this.bytes = new ShownBytes(progress, id, total, status);
  }

  @Override
  public void write(int value) throws IOException {
    out.write(value);
    bytes.advance(1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    out.write(source, offset, length);
    bytes.advance(length);
  }
}
