package havre.images;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Tells of a layer's bytes as they are read.
final class ShownProgress extends FilterInputStream {
  private static final long LEAST_STEP = 512 * 1024;
  private static final int STEPS = 100;

  private final Progress progress;
  private final String id;
  private final String status;
  private final long total;
  private final long step;
  private long done;
  private long shown;

  ShownProgress(InputStream in, Progress progress, String id, long total, String status) {
    super(in);
    this.progress = progress;
    this.id = id;
    this.status = status;
    this.total = total;
    this.step = Math.max(LEAST_STEP, total / STEPS);
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      advance(1);
    }
    return value;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = in.read(target, offset, length);
    if (count > 0) {
      advance(count);
    }
    return count;
  }

  @Override
  public long skip(long length) throws IOException {
    long count = in.skip(length);
    advance(count);
    return count;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void advance(long count) {
    done += count;
    if (done - shown >= step || done == total) {
      shown = done;
      progress.status(id, status, done, total);
    }
  }
}
