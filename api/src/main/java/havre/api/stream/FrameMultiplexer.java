package havre.api.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;

/// Two streams in one, in Docker's frames: a byte for the stream (1 stdout, 2 stderr), three zeros,
/// the length as a big-endian 32-bit number, the bytes. Each write becomes one frame; frames are
/// collected below until somebody flushes.
public final class FrameMultiplexer {
  private static final int HEADER = 8;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final OutputStream target;
  private final boolean flushAlways;
  private final ReentrantLock lock = new ReentrantLock();
  private final byte[] header = new byte[HEADER];

  /// @param flushAlways whether each frame is sent at once, as somebody may be watching
  public FrameMultiplexer(OutputStream target, boolean flushAlways) {
    this.target = target;
    this.flushAlways = flushAlways;
  }

  public OutputStream stdout() {
    return new Frames(STDOUT);
  }

  public OutputStream stderr() {
    return new Frames(STDERR);
  }

  private void write(int stream, byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    lock.lock();
    try {
      header[0] = (byte) stream;
      header[4] = (byte) (length >>> 24);
      header[5] = (byte) (length >>> 16);
      header[6] = (byte) (length >>> 8);
      header[7] = (byte) length;
      target.write(header, 0, HEADER);
      target.write(bytes, offset, length);
      if (flushAlways) {
        target.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  private final class Frames extends OutputStream {
    private final int stream;

    private Frames(int stream) {
      this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      FrameMultiplexer.this.write(stream, bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      target.flush();
    }
  }
}
