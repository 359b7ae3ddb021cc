package havre.images;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Tells of a layer's bytes as they are read.
final class ShownProgress extends FilterInputStream {
  private final ShownBytes bytes;

  ShownProgress(InputStream in, Progress progress, String id, long total, String status) {
    super(in);
    this.bytes = new ShownBytes(progress, id, total, status);
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      bytes.advance(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0) {
      bytes.advance(count);
    }
    return count;
  }

  @Override
  public long skip(long length) throws IOException {
    long count = in.skip(length);
    bytes.advance(count);
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
