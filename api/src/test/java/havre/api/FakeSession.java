package havre.api;

import havre.common.HavreException;
import havre.engine.container.StreamSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/// A process that greets on both streams, then echoes its input until that ends.
public final class FakeSession implements StreamSession {
  private final boolean tty;
  private final HavreException failure;
  public final CountDownLatch closed = new CountDownLatch(1);

  /// @param failure thrown instead of running, or null
  FakeSession(boolean tty, HavreException failure) {
    this.tty = tty;
    this.failure = failure;
  }

  @Override
  public boolean tty() {
    return tty;
  }

  @Override
  public void copy(InputStream stdin, OutputStream stdout, OutputStream stderr) {
    if (failure != null) {
      throw failure;
    }
    try {
      stdout.write("out".getBytes(StandardCharsets.US_ASCII));
      stderr.write("err".getBytes(StandardCharsets.US_ASCII));
      if (stdin != null) {
        stdin.transferTo(stdout);
      }
      stdout.write("end".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
