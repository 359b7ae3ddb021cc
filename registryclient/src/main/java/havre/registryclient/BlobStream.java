package havre.registryclient;

import havre.common.Digest;
import havre.common.HavreException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A blob as it comes. Where the connection breaks, the rest is asked for again, with growing
/// pauses; at its end its digest is checked. Not thread-safe.
final class BlobStream extends InputStream {
  private static final int TRIES = 6;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  private final Digest digest;
  private final long size;
  private final Source source;
  private final MessageDigest sum = Digest.newSha256();
  private @Nullable InputStream in;
  private long at;
  private int failures;
  private boolean checked;

  /// Opens the blob from a place on.
  @FunctionalInterface
  interface Source {
    InputStream open(long offset) throws IOException;
  }

  BlobStream(Digest digest, long size, Source source) {
    this.digest = digest;
    this.size = size;
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    int count = read(one, 0, 1);
    return count < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (true) {
      try {
        int count = opened().read(target, offset, length);
        if (count < 0 && at < size) {
          throw new IOException("unexpected EOF");
        }
        if (count < 0) {
          check();
          return -1;
        }
        sum.update(target, offset, count);
        at += count;
        return count;
      } catch (FileNotFoundException e) {
        throw e;
      } catch (IOException e) {
        again(e);
      }
    }
  }

  private InputStream opened() throws IOException {
    InputStream open = in;
    if (open == null) {
      open = source.open(at);
      in = open;
    }
    return open;
  }

  private void again(IOException failure) throws IOException {
    close();
    if (checked || ++failures >= TRIES) {
      throw failure;
    }
    LockSupport.parkNanos(FIRST_PAUSE.toNanos() << failures);
    if (Thread.currentThread().isInterrupted()) {
      throw failure;
    }
  }

  private void check() throws IOException {
    if (!checked) {
      checked = true;
      if (!Digest.of(sum.digest()).equals(digest)) {
        throw new IOException("filesystem layer verification failed for digest " + digest);
      }
    }
  }

  /// Reads what is left, so that the whole of it is checked.
  ///
  /// @throws HavreException INVALID when there is more than the size allows
  void finish() throws IOException {
    byte[] rest = new byte[8192];
    while (read(rest, 0, rest.length) >= 0) {
      if (at > size) {
        throw HavreException.invalid("blob " + digest + " is larger than its descriptor says");
      }
    }
  }

  @Override
  public void close() throws IOException {
    InputStream open = in;
    in = null;
    if (open != null) {
      open.close();
    }
  }
}
