package havre.registryclient;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Ends a read that gets nothing for a minute by closing the stream under it.
final class StallGuard extends FilterInputStream {
  private static final long SECONDS = 60;

  private volatile boolean stalled;

  StallGuard(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    var done = new CompletableFuture<Boolean>();
    var unused =
        done.completeOnTimeout(Boolean.FALSE, SECONDS, TimeUnit.SECONDS).thenAccept(this::end);
    try {
      return in.read(target, offset, length);
    } catch (IOException e) {
      throw stalled ? new IOException("the registry sent nothing for a minute", e) : e;
    } finally {
      done.complete(Boolean.TRUE);
    }
  }

  private void end(Boolean inTime) {
    if (!inTime) {
      stalled = true;
      try {
        in.close();
      } catch (IOException e) {
        // closing is all that was wanted
      }
    }
  }
}
